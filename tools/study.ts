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
import { Command } from "commander";
import { prepareTuning } from "../lib/experiment/tune/setup.ts";
import { PROFILE, TUNE_PROFILES, type TuneProfileName } from "../lib/experiment/tune/profile.ts";
import { openTraining } from "../lib/data/mod.ts";

interface Options {
  readonly data: string;
  readonly out: string;
  readonly categories: readonly string[];
  readonly methods: readonly string[];
  readonly imageSize: number;
  readonly profile: TuneProfileName;
  readonly seeds: readonly number[];
}

const list = (text: string) => text.split(",");

if (import.meta.main) {
  const options = new Command("study")
    .requiredOption("--data <dir>", "folder of MVTec AD")
    .requiredOption("--out <dir>", "trials and runs")
    .requiredOption("--categories <names>", "with commas between", list)
    .option("--methods <ids>", "with commas between", list, ["ae", "daad"])
    .option("--image-size <n>", "height and width", Number, 64)
    .option("--profile <name>", `of tune: ${TUNE_PROFILES.join(", ")}`, "short")
    .option("--seeds <numbers>", "of the runs", (text) => list(text).map(Number), [0])
    .parse(Deno.args, { from: "user" })
    .opts<Options>();
  for (const category of options.categories) {
    for (const method of options.methods) await study(category, method, options);
  }
}

async function study(category: string, method: string, options: Options): Promise<void> {
  const { imageSize, out, profile, seeds } = options;
  const data = `${options.data}/${category}`;
  const folder = `${out}/${category}/${method}`;
  const common = ["--data", data, "--method", method, "--image-size", String(imageSize)];
  await daad("tune", [...common, "--profile", profile, "--out", `${folder}/${profile}`]);
  const setup = await prepareTuning(await openTraining({ data }), {
    ...{ method, imageSize, profile: PROFILE[profile] },
    seed: 0,
  });
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
