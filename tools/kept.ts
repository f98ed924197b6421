/**
 * Reads and extends `data/results`; reads `data/tuned`, `data/study` and `bench/results`.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { CASES } from "../bench/cases.ts";
import type { StoredCase } from "../bench/summary.ts";
import { InputError } from "../lib/errors.ts";
import { ifPresent } from "../lib/files.ts";
import type { ProfileName } from "../lib/experiment/plan/plan.ts";
import { PLANS } from "../lib/experiment/plan/plans.ts";
import { BACKBONE_TABLE } from "../lib/experiment/plan/tables/backbones.ts";
import { TRIED } from "../lib/experiment/plan/stored.ts";
import { CIFAR10, MNIST } from "../lib/experiment/plan/tables/classes.ts";
import { MVTEC } from "../lib/experiment/plan/tables/mvtec.ts";
import { describeCalibration } from "../lib/record/calibration_record.ts";
import type { RunRecord } from "../lib/record/record.ts";
import { readRecord, writeRecord } from "../lib/record/record_file.ts";
import { readRecords, type StoredRecord } from "../lib/record/table/read.ts";
import type { TrialRecord } from "../lib/experiment/tune/trial_record.ts";
import type { Untrained } from "../lib/experiment/untrained.ts";
import { variantOf } from "../lib/registry/naming.ts";
import { type FaultRow, readFaults } from "../tests/faults/table.ts";
import { keepVariants, readVariants, type RunVariants } from "./kept_variants.ts";
import { keepRanks } from "./ranks.ts";
import { readTunings, type Tuning } from "./tuned.ts";
import { readStudy, type Study } from "./tuning.ts";

/** The folder of the project, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = `${ROOT}data/results`;
const TUNED = `${ROOT}data/tuned`;
const STUDY = `${ROOT}data/study`;
const DEFAULTS = `${STUDY}/defaults`;
const CONFIRMED = `${STUDY}/confirmed`;

/** The tables of methods. */
export const METHOD_PLANS = [MVTEC, CIFAR10, MNIST] as const;

/**
 * Ids of the plans whose columns are settings of a few methods. Runs on other backbones are variants of
 * their methods and stand in the tables of methods.
 */
const ABLATIONS = PLANS.filter((plan) => ![...METHOD_PLANS, BACKBONE_TABLE].includes(plan))
  .map(({ id }) => id);

/** Everything that the tables are made of. */
export interface Kept {
  /** All records. */
  readonly stored: readonly StoredRecord[];
  /** Records of the tables of methods. */
  readonly records: readonly RunRecord[];
  /** Records of settings that did not become defaults and are in no table of methods. */
  readonly tried: readonly RunRecord[];
  /** Records of a plan that keep their place, by default in profile `cpu`. */
  readonly of: (plan: string, profile?: ProfileName) => readonly StoredRecord[];
  /** Scores that have learnt nothing, by dataset. */
  readonly untrained: Readonly<Record<string, Untrained>>;
  /** Trials of several categories, by which the defaults were chosen. */
  readonly defaults: readonly TrialRecord[];
  /** Trials of other categories, in which the defaults that were chosen are the reference. */
  readonly confirmed: readonly TrialRecord[];
  /** What was chosen for single categories. */
  readonly tunings: readonly Tuning[];
  /** Trials and runs that say whether such a choice is a good one. */
  readonly study: Study;
  /** What each variant of the calibration is worth to kept runs. */
  readonly variants: readonly RunVariants[];
  readonly cases: readonly StoredCase[];
  readonly faults: readonly FaultRow[];
}

/** Reads everything. */
export async function readKept(): Promise<Kept> {
  const { found: stored, warnings } = await readRecords(FOLDER);
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  const isTried = ({ file }: StoredRecord) => file.startsWith(`${FOLDER}/${TRIED}/`);
  const untrained = await Promise.all(METHOD_PLANS.map(async ({ dataset }) => {
    const text = await Deno.readTextFile(`${FOLDER}/untrained/${dataset}.json`);
    return [dataset, JSON.parse(text) as Untrained] as const;
  }));
  return {
    stored,
    records: stored.filter((run) => ownPlace(run.file) === undefined && !isTried(run))
      .map(({ record }) => record),
    tried: stored.filter(isTried).map(({ record }) => record),
    of: (plan, profile = "cpu") =>
      stored.filter(({ file }) => ownPlace(file)?.startsWith(`${plan}/${profile}/`)),
    untrained: Object.fromEntries(untrained),
    defaults: (await readStudy([DEFAULTS])).trials,
    confirmed: (await readStudy([CONFIRMED])).trials,
    tunings: await readTunings(TUNED),
    study: await readStudy([STUDY, TUNED]),
    variants: (await Promise.all(stored.map(({ file }) => readVariants(file)))).flat(),
    cases: await readCases(),
    faults: await readFaults(`${FOLDER}/faults.json`),
  };
}

/**
 * Copies a record to `data/results`. Records of figures and ablations, whose columns are settings of
 * one method, and of the profile `paper` keep their path below `runs/results`.
 *
 * @param tried Whether the record is of a setting that was only tried and is in no table.
 * @throws {InputError} If a record of other settings, images or arithmetic is kept there.
 */
export async function keep(path: string, tried: boolean): Promise<void> {
  const record = await readRecord(path);
  const place = tried ? await triedPlace(record) : ownPlace(path) ?? tableName(record);
  const folder = `${FOLDER}/${place}`;
  await requireSameRun(`${folder}/record.json`, record);
  await Deno.mkdir(folder, { recursive: true });
  await writeRecord(`${folder}/record.json`, record);
  await keepRanks(dirname(path), folder);
  await keepVariants(dirname(path), folder);
}

/** Refuses to replace a kept record by one of other settings, images or arithmetic. */
async function requireSameRun(path: string, record: RunRecord): Promise<void> {
  if (!await ifPresent(Deno.stat(path))) return;
  const [before, now] = [factsOf(await readRecord(path)), factsOf(record)];
  for (const [name, value] of Object.entries(now)) {
    if (before[name] === value) continue;
    throw new InputError(
      `${path.slice(ROOT.length)}: has ${name} ${before[name]}, the new record ${value}; ` +
        "remove it first if the new one is to replace it, or keep the new one with --tried",
    );
  }
}

/** What decides a run's numbers on one machine. */
function factsOf(record: RunRecord): Record<string, string> {
  const { configHash, data, backend, calibration, tuned } = record;
  return {
    configuration: configHash,
    images: data.fingerprint,
    precision: backend.precision,
    calibration: calibration && "options" in calibration
      ? describeCalibration(calibration)
      : "none",
    tuning: tuned ?? "none",
  };
}

/** The images are in the name only where a record of the same settings on others is kept already. */
async function triedPlace(record: RunRecord): Promise<string> {
  const place = `${TRIED}/${tableName(record)}-${record.configHash.slice(0, 8)}`;
  const { fingerprint } = record.data;
  const path = `${FOLDER}/${place}/record.json`;
  const kept = await ifPresent(Deno.stat(path)) && await readRecord(path);
  return kept === undefined || kept.data.fingerprint === fingerprint
    ? place
    : `${place}-${fingerprint.slice(0, 8)}`;
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
