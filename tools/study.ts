/**
 * Measures whether settings can be chosen by synthetic defects: tunes methods on categories and then
 * trains and tests every candidate normally. Work that is already done in the folder is not repeated.
 *
 *     deno run -A tools/study.ts --data DIR --out DIR --categories bottle,grid --methods ae,daad \
 *       --image-size 64
 *     deno run -A tools/tuning.ts DIR
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { Command, Option } from "commander";
import { orEnd } from "../bench/bad_input.ts";
import { commaList, wholeNumber, wholeNumbers } from "../lib/cli/options/options.ts";
import { openTraining } from "../lib/data/mod.ts";
import { requireCandidates } from "../lib/experiment/tune/candidates.ts";
import { PROFILE, TUNE_PROFILES, type TuneProfileName } from "../lib/experiment/tune/profile.ts";
import { prepareTuning, type TuneSetup } from "../lib/experiment/tune/setup.ts";
import { findMethod } from "../lib/registry/registry.ts";

interface Options {
  readonly data: string;
  readonly out: string;
  readonly categories: readonly string[];
  readonly methods: readonly string[];
  readonly imageSize: number;
  readonly profile: TuneProfileName;
  readonly seeds: readonly number[];
}

/** One method on one category. */
interface Part {
  readonly data: string;
  readonly folder: string;
  readonly setup: TuneSetup;
}

if (import.meta.main) {
  const options = new Command("study")
    .requiredOption("--data <dir>", "folder of MVTec AD")
    .requiredOption("--out <dir>", "trials and runs")
    .requiredOption("--categories <names>", "with commas between", (text) => commaList(text))
    .option("--methods <ids>", "with commas between", (text) => commaList(text), ["ae", "daad"])
    .option("--image-size <n>", "height and width", wholeNumber(8), 64)
    .addOption(new Option("--profile <name>", "of tune").choices(TUNE_PROFILES).default("short"))
    .option("--seeds <numbers>", "of the runs", (text) => wholeNumbers(0, 2 ** 32 - 1)(text), [0])
    .parse(Deno.args, { from: "user" })
    .opts<Options>();
  // Everything is checked before the first of many hours.
  const parts = await orEnd(() => prepareStudy(options));
  for (const part of parts) await study(part, options);
}

/**
 * Prepares the tunings of all categories and methods.
 *
 * @throws {InputError} For a category, a method or a size that cannot be used.
 */
async function prepareStudy(options: Options): Promise<Part[]> {
  const methods = options.methods.map((name) => findMethod(name).id);
  methods.forEach(requireCandidates);
  const parts: Part[] = [];
  for (const category of options.categories) {
    const data = `${options.data}/${category}`;
    const dataset = await openTraining({ data });
    let facts: TuneSetup | undefined; // of the same images for every method
    for (const method of methods) {
      const { imageSize, profile } = options;
      const how = { method, imageSize, profile: PROFILE[profile], seed: 0, facts };
      facts = await prepareTuning(dataset, how);
      parts.push({ data, folder: `${options.out}/${category}/${method}`, setup: facts });
    }
  }
  return parts;
}

async function study({ data, folder, setup }: Part, options: Options): Promise<void> {
  const { imageSize, profile, seeds } = options;
  const common = ["--data", data, "--method", setup.method, "--image-size", String(imageSize)];
  await daad("tune", [...common, "--profile", profile, "--out", `${folder}/${profile}`]);
  for (const { name, overrides } of setup.candidates) {
    await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify(overrides));
    for (const seed of seeds) {
      await daad("train", [
        ...[...common, "--config", `${folder}/${name}.json`, "--seed", String(seed)],
        ...["--resume", "--out", `${folder}/runs/${name}-seed${seed}`],
      ]);
    }
  }
}

/** Runs a command of the project; if it fails, ends this process with its exit code. */
async function daad(command: string, args: readonly string[]): Promise<void> {
  console.log(["daad", command, ...args].join(" "));
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "daad", command, ...args],
    ...{ stdout: "inherit", stderr: "inherit" },
  }).spawn().status;
  if (code !== 0) Deno.exit(code);
}
