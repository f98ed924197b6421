/**
 * `daad train`: from a folder of images to a model, scores, heat maps and a record.
 *
 * @module
 */
import { Command } from "commander";
import { InputError } from "../errors.ts";
import { commandLine } from "../experiment/command_line.ts";
import { publishedImageAuroc } from "../experiment/published.ts";
import type { RecordedMetric, RunRecord } from "../experiment/record.ts";
import { run } from "../experiment/run.ts";
import { addComputeOptions, type ComputeOptions, startBackend } from "./compute.ts";
import { readConfigFile, wholeNumber, withStopSignal } from "./options.ts";
import { note, print } from "./output.ts";
import { formatDuration, ProgressBar } from "./progress_bar.ts";

interface TrainOptions extends ComputeOptions {
  data: string;
  method: string;
  imageSize: number;
  epochs?: number;
  batch?: number;
  seed: number;
  config?: string;
  out: string;
  overwrite?: true;
}

/** The command. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("trains a method on a category folder in MVTec AD layout and evaluates it")
    .requiredOption("--data <dir>", "folder with train/good, test/<type> and ground_truth/<type>")
    .option("--method <id>", "method (daad doctor lists them)", "daad")
    .option("--image-size <n>", "height and width in pixels", wholeNumber(8), 128)
    .option("--epochs <n>", "passes over the training images", wholeNumber(1))
    .option("--batch <n>", "images a step", wholeNumber(1))
    .option("--seed <n>", "initial values and order of images", wholeNumber(0, 2 ** 32 - 1), 0)
    .option("--config <file>", "JSON file with fields of the method's configuration")
    .requiredOption("--out <dir>", "folder to write to")
    .option("--overwrite", "replace a finished run in --out");
  return addComputeOptions(command).action(train);
}

async function train(options: TrainOptions): Promise<void> {
  await refuseFinishedRun(options);
  await startBackend(options);
  const overrides = options.config ? await readConfigFile(options.config) : {};
  if (options.epochs !== undefined) overrides.epochs = options.epochs;
  if (options.batch !== undefined) overrides.batchSize = options.batch;
  const bar = new ProgressBar();
  const record = await withStopSignal(
    `stopped; no result was written to ${options.out}`,
    (signal) =>
      run({
        ...options,
        overrides,
        overridesSource: options.config ?? "configuration",
        command: describeCommand(options),
        signal,
        onProgress: bar.update,
      }).finally(() => bar.stop()),
  );
  for (const warning of [...record.data.warnings, ...record.warnings]) note(`warning: ${warning}`);
  report(record, options.out);
}

/** With the defaults written out: they may be others in a later version. */
function describeCommand(
  { data, method, imageSize, epochs, batch, seed, config, out, overwrite }: TrainOptions,
): string {
  return commandLine("train", {
    data,
    method,
    "image-size": imageSize,
    epochs,
    batch,
    seed,
    config,
    out,
    overwrite,
  });
}

async function refuseFinishedRun({ out, overwrite }: TrainOptions): Promise<void> {
  const finished = await Deno.stat(`${out}/record.json`).then(() => true, () => false);
  if (finished && !overwrite) {
    throw new InputError(
      `--out ${out}: already holds a finished run; choose another folder or pass --overwrite`,
    );
  }
}

function report(record: RunRecord, out: string): void {
  const { metrics, data, seconds } = record;
  print(
    `${record.method} on ${record.category}: ${data.trainingImages} training images, ` +
      `${data.testNormal} normal and ${data.testAnomalous} anomalous test images, seed ` +
      `${record.seed}, ${record.epochs} epochs (last epoch evaluated)`,
  );
  const known = publishedImageAuroc(record);
  const published = known
    ? `published ${known.title}: ${known.value.toFixed(3)}` +
      (known.mark === "recalled" ? " (recalled, not verified)" : "")
    : "published: none known";
  print(`image AUROC              ${format(metrics.imageAuroc)}   ${published}`);
  print(`image average precision  ${format(metrics.imageAveragePrecision)}`);
  print(
    metrics.pixelAuroc
      ? `pixel AUROC              ${format(metrics.pixelAuroc)}   published: none known`
      : "pixel AUROC              – (no ground-truth masks)",
  );
  print(`backend                  ${record.backend.description}`);
  print(
    `time                     ${formatDuration(seconds.training)} training, ` +
      `${formatDuration(seconds.scoring)} scoring, ${formatDuration(seconds.total)} in all`,
  );
  print(
    `written to               ${out}: report.html, overview.png, heatmaps/, scores.csv, ` +
      "record.json, detector.json, model.safetensors",
  );
}

function format({ value, low, high, level }: RecordedMetric): string {
  return `${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}] ${level * 100} %`;
}
