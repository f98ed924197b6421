/**
 * Keeps the tables of README.md, REPRODUCTION.md, STATUS.md and the methods' READMEs, and the figures that
 * README.md shows, equal to the records and counts in `data/results` and `bench/results`, and the map of
 * ARCHITECTURE.md equal to the order of folders that the gate holds.
 *
 *     deno task tables                          writes the tables
 *     deno task tables --check                  fails if a README shows anything else
 *     deno task tables RECORD.json …            keeps records in `data/results` first, with their scores
 *     deno task tables --tried RECORD.json …    the same, into no table but a list of what was tried
 *
 * All compare the image AUROC of each record with the one that its scores give, and its times with
 * their total.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { CASES } from "../bench/cases.ts";
import { formatMethodSpeed, formatSpeed, type StoredCase } from "../bench/summary.ts";
import { readRecord, type RunRecord, writeRecord } from "../lib/record/record.ts";
import type { ProfileName } from "../lib/experiment/plan/plan.ts";
import { PLANS } from "../lib/experiment/plan/plans.ts";
import { TRIED } from "../lib/experiment/plan/stored.ts";
import { CIFAR10, MNIST } from "../lib/experiment/plan/tables/classes.ts";
import { MVTEC } from "../lib/experiment/plan/tables/mvtec.ts";
import { readRecords, type StoredRecord } from "../lib/record/table/read.ts";
import { formatFaults, readFaults } from "../tests/faults/table.ts";
import { variantOf } from "../lib/registry/naming.ts";
import { METHODS } from "../lib/registry/registry.ts";
import type { Untrained } from "../lib/experiment/untrained.ts";
import { formatAblation } from "./ablation_table.ts";
import { formatMap } from "./architecture_map.ts";
import { formatDataset } from "./dataset_table.ts";
import { type Comparison, formatDifferences } from "./differences_table.ts";
import { drawDownsampling, formatDownsampling } from "./downsampling.ts";
import { formatHours } from "./hours.ts";
import { formatMeasured } from "./measured.ts";
import { formatMethodResults } from "./method_table.ts";
import { checkScores, keepScores } from "./scores.ts";
import { formatSummary } from "./summary_table.ts";
import { formatTried } from "./tried_table.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = `${ROOT}data/results`;

/** Ids of the plans whose columns are settings of few methods: all but the tables of methods. */
const ABLATIONS = PLANS.filter((plan) => ![MVTEC, CIFAR10, MNIST].includes(plan))
  .map(({ id }) => id);

/** The ablations of REPRODUCTION.md by plan. */
const ABLATION_TABLES: Readonly<Record<string, AblationTable>> = {
  components: {
    profile: "notebook",
    referencesOf: (variant) =>
      variant === "memory-adversarial"
        ? ["auto-encoder", "memory"]
        : variant === "memory"
        ? ["auto-encoder", "ae_bottleneck", "memae_as_ae"]
        : ["auto-encoder"],
    over: "seeds",
  },
  granularity: { profile: "notebook", referencesOf: () => ["daad-8x8x1"], over: "seeds" },
  "memory-size": { profile: "notebook", referencesOf: () => ["daad-items400"], over: "seeds" },
  "against-ae": {
    profile: "notebook",
    // Another temperature has no counterpart: it stands beside the plain AE.
    referencesOf: (variant) => [variant.replace(/^daad/, "ae").replace(/-temperature.*/, "")],
    over: "seeds",
  },
  settings: { profile: "cpu", referencesOf: () => ["daad-items200"], over: "categories" },
};

interface AblationTable {
  /** Which runs are shown. */
  readonly profile: ProfileName;
  /** What a variant is compared with: the default, or the auto-encoder. */
  readonly referencesOf: (variant: string) => readonly string[];
  /** What there are more of, and so what the interval of a difference is over. */
  readonly over: "seeds" | "categories";
}

/** What the claims compare. */
const COMPARISONS: readonly Comparison[] = [
  ["daad", "ae"],
  ["daad_plus", "ae"],
  ["daad_plus", "daad"],
  ["memae", "ae"],
  ["daad", "memae"],
  ["daad", "ae[bottleneck]"],
  ["memae[as_ae]", "ae[bottleneck]"],
  ["daad", "memae[as_ae]"],
  ["daad[literal]", "ae"],
];

/** How many times faster than the two cores of the records a GPU is taken to be. */
const GPU = 20;

/** The categories of MVTec AD that are at hand. */
const MEASURED = ["bottle", "grid", "screw"];

const NO_RECORD = "No record is kept yet.";

if (import.meta.main) await main(Deno.args);

async function main(args: readonly string[]): Promise<void> {
  const paths = args.filter((arg) => !arg.startsWith("--"));
  for (const path of paths) await keep(path, args.includes("--tried"));
  const stored = await readCommitted();
  const isTried = ({ file }: StoredRecord) => file.startsWith(`${FOLDER}/${TRIED}/`);
  const tried = stored.filter(isTried).map(({ record }) => record);
  const records = stored
    .filter((run) => ownPlace(run.file) === undefined && !isTried(run))
    .map(({ record }) => record);
  const downsampling = stored.filter(({ file }) => ownPlace(file)?.startsWith("downsampling/cpu/"));
  const cases = await readCases();
  const faults = await readFaults(`${FOLDER}/faults.json`);
  const stale = [
    ...await update("ARCHITECTURE.md", { map: formatMap() }, args),
    ...await update("README.md", {
      results: formatSummary(
        [
          { title: "MVTec AD: bottle, grid, screw", dataset: "mvtec", categories: MEASURED },
          ...[CIFAR10, MNIST],
        ],
        records,
      ),
      speed: formatSpeed(cases),
      methods: formatMethodSpeed(cases),
      faults: formatFaults(faults),
      downsampling: downsampling.length > 0 ? formatDownsampling(downsampling) : NO_RECORD,
    }, args),
  ];
  const ablations = Object.entries(ABLATION_TABLES).map(
    ([plan, { profile, referencesOf, over }]) => {
      const own = stored.filter(({ file }) => ownPlace(file)?.startsWith(`${plan}/${profile}/`));
      return [plan, own.length > 0 ? formatAblation(plan, referencesOf, over, own) : NO_RECORD];
    },
  );
  const tables = await Promise.all([MVTEC, CIFAR10, MNIST].map(async ({ id, categories }) => {
    const untrained: Untrained = JSON.parse(
      await Deno.readTextFile(`${FOLDER}/untrained/${id}.json`),
    );
    const measured = categories.filter((name) => Object.hasOwn(untrained.categories, name));
    return [id, formatDataset({ dataset: id, categories: measured, records, untrained })];
  }));
  const paper = stored.filter(({ file }) => ownPlace(file)?.startsWith("mvtec/paper/"))
    .map(({ record }) => record);
  const hours = await formatHours([MVTEC, CIFAR10, MNIST], records, GPU);
  const differences = formatDifferences(COMPARISONS, [MVTEC, CIFAR10, MNIST], records);
  const sections = Object.fromEntries([
    ...tables,
    ...ablations,
    [
      "mvtec-paper",
      paper.length > 0
        ? formatDataset({ dataset: "mvtec", categories: MEASURED, records: paper })
        : NO_RECORD,
    ],
    ["hours", hours],
    ["differences", differences],
  ]);
  stale.push(...await update("REPRODUCTION.md", sections, args));
  const measured = formatMeasured([MVTEC, CIFAR10, MNIST], records);
  stale.push(...await update("STATUS.md", { measured }, args));
  for (const [name, svg] of Object.entries(drawDownsampling(downsampling))) {
    stale.push(...await replace(`data/results/downsampling/${name}`, () => svg, args));
  }
  const daad = Object.fromEntries(["daad", "daad_plus"].map((id) => {
    const own = records.filter(({ method }) => method === id);
    return [id, own.length > 0 ? formatMethodResults(own) : NO_RECORD];
  }));
  const presets = tried.filter(({ method }) => method.startsWith("daad"));
  daad.tried = presets.length > 0 ? formatTried(presets) : NO_RECORD;
  stale.push(...await update("lib/daad/README.md", daad, args));
  for (const { id } of METHODS.filter(({ id }) => !id.startsWith("daad"))) {
    const own = records.filter(({ method }) => method === id);
    const others = tried.filter(({ method }) => method === id);
    const file = `lib/methods/${id}/README.md`;
    const sections = {
      results: own.length > 0 ? formatMethodResults(own) : NO_RECORD,
      ...(others.length > 0
        ? { tried: formatTried(others) }
        : await hasSection(file, "tried") && { tried: NO_RECORD }),
    };
    stale.push(...await update(file, sections, args));
  }
  const wrong = [...await Promise.all(stored.map(checkScores)), ...stored.map(checkSeconds)];
  if (wrong.some((problem) => problem !== undefined)) {
    console.error(wrong.filter((problem) => problem !== undefined).join("\n"));
    Deno.exit(1);
  }
  if (stale.length > 0) {
    console.error(`${stale.join(", ")}: tables differ from the records; run tools/table.ts`);
    Deno.exit(1);
  }
  if (args.includes("--check")) console.log("tables in READMEs: as in the records");
}

/**
 * Copies a record to this folder. Those of figures and ablations, whose columns are settings of one
 * method, and of the profile `paper` keep their place below `runs/results`.
 *
 * @param tried Whether it stands in no table.
 */
async function keep(path: string, tried: boolean): Promise<void> {
  const record = await readRecord(path);
  const place = tried
    ? `${TRIED}/${tableName(record)}-${record.configHash.slice(0, 8)}`
    : ownPlace(path) ?? tableName(record);
  const folder = `${FOLDER}/${place}`;
  await Deno.mkdir(folder, { recursive: true });
  await writeRecord(`${folder}/record.json`, record);
  await keepScores(dirname(path), folder);
}

function tableName(record: RunRecord): string {
  const { method, dataset, protocol, category, seed } = record;
  const set = protocol === "one-class-abnormal" ? `${dataset}_abnormal` : dataset;
  const variant = variantOf(record);
  const name = variant === undefined ? method : `${method}_${variant}`;
  return `${name}-${set}-${category}-seed${seed}`;
}

function ownPlace(path: string): string | undefined {
  const place = /(?:^|\/)results\/(.+)\/record\.json$/.exec(path)?.[1];
  const [plan, profile] = place?.split("/") ?? [];
  return profile === "paper" || ABLATIONS.some((id) => id === plan) ? place : undefined;
}

/** Records of resumed runs once left out of their total what came before the interruption. */
function checkSeconds({ file, record: { seconds } }: StoredRecord): string | undefined {
  const parts = seconds.training + seconds.scoring;
  return parts > seconds.total ? `${file}: ${parts} s are more than the total` : undefined;
}

/** Writes the sections of a file, or with `--check` names the file if it shows anything else. */
async function update(
  file: string,
  sections: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string[]> {
  return await replace(file, (text) =>
    Object.entries(sections).reduce(
      (text, [name, content]) => replaceSection(text, name, content, file),
      text,
    ), args);
}

async function replace(
  file: string,
  change: (text: string) => string,
  args: readonly string[],
): Promise<string[]> {
  const text = await Deno.readTextFile(`${ROOT}${file}`).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return ""; // not written yet
    throw error;
  });
  const updated = change(text);
  if (updated === text) return [];
  if (args.includes("--check")) return [file];
  await Deno.writeTextFile(`${ROOT}${file}`, updated);
  return [];
}

/** What stands between `<!-- name -->` and `<!-- end of name -->`. */
function replaceSection(text: string, name: string, content: string, file: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file}: no section ${name}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

async function hasSection(file: string, name: string): Promise<boolean> {
  return (await Deno.readTextFile(`${ROOT}${file}`)).includes(`<!-- ${name} -->`);
}

async function readCommitted(): Promise<readonly StoredRecord[]> {
  const { found, warnings } = await readRecords(FOLDER);
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  return found;
}

/** All cases of all processors that were measured. */
async function readCases(): Promise<StoredCase[]> {
  const folder = `${ROOT}bench/results`;
  const processors = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) processors.push(entry.name);
  }
  const texts = await Promise.all(
    processors.toSorted().flatMap((processor) =>
      CASES.map((name) =>
        Deno.readTextFile(`${folder}/${processor}/${name}.json`).catch((error) => {
          if (error instanceof Deno.errors.NotFound) return undefined; // not measured there
          throw error;
        })
      )
    ),
  );
  return texts.filter((text) => text !== undefined).map((text) => JSON.parse(text));
}
