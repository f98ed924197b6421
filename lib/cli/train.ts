/**
 * `daad train`: from images to a model, scores, heat maps and a record.
 *
 * @module
 */
import { Command } from "commander";
import { type DataChoice, type Dataset, formatSplit, openDataset } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { commandLine } from "../experiment/command_line.ts";
import { publishedImageAuroc } from "../experiment/published.ts";
import type { RecordedMetric, RunRecord } from "../experiment/record.ts";
import { run } from "../experiment/run.ts";
import { addComputeOptions, type ComputeOptions, startBackend } from "./compute.ts";
import { addDataOptions } from "./data_options.ts";
import { readConfigFile, wholeNumber, withStopSignal } from "./options.ts";
import { note, print } from "./output.ts";
import { formatDuration, ProgressBar } from "./progress_bar.ts";

interface TrainOptions extends ComputeOptions, DataChoice {
  method: string;
  imageSize?: number;
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
    .description("trains a method on a dataset and evaluates it")
    .option(
      "--data <dir>",
      "category folder in MVTec AD layout (train/good, test/<type>, ground_truth/<type>), or " +
        "folder of CIFAR-10, MNIST or Fashion-MNIST",
    );
  addDataOptions(command)
    .option("--method <id>", "method (daad doctor lists them)", "daad")
    .option(
      "--image-size <n>",
      "height and width in pixels (128; 32 for CIFAR-10 and MNIST)",
      wholeNumber(8),
    )
    .option("--epochs <n>", "passes over the training images", wholeNumber(1))
    .option("--batch <n>", "images a step", wholeNumber(1))
    .option("--seed <n>", "initial values and order of images", wholeNumber(0, 2 ** 32 - 1), 0)
    .option("--config <file>", "JSON file with fields of the method's configuration")
    .requiredOption("--out <dir>", "folder to write to")
    .option("--overwrite", "replace a finished run in --out");
  return addComputeOptions(command).action((options: TrainOptions) => {
    if (options.data === undefined && options.normal === undefined) {
      command.error("error: name the data with --data <dir>, or with --normal <path...>");
    }
    return train(options);
  });
}

async function train(options: TrainOptions): Promise<void> {
  await refuseFinishedRun(options);
  const dataset = await openDataset(options);
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
        data: dataset,
        overrides,
        overridesSource: options.config ?? "configuration",
        command: describeCommand(options, dataset),
        signal,
        onSplit: (dataset, split) => note(formatSplit(dataset, split)),
        onProgress: bar.update,
      }).finally(() => bar.stop()),
  );
  for (const warning of record.warnings) note(`warning: ${warning}`);
  report(record, options.out);
}

/** With the defaults written out: they may be others in a later version. */
function describeCommand(
  { method, imageSize, epochs, batch, seed, config, out, overwrite }: TrainOptions,
  dataset: Dataset,
): string {
  return commandLine("train", {
    ...dataset.choice,
    method,
    "image-size": imageSize ?? dataset.imageSize,
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
    `${record.method} on ${record.category} (${record.dataset}, ${record.protocol}): ${data.trainingImages} training images, ` +
      `${data.testNormal} normal and ${data.testAnomalous} anomalous test images, seed ` +
      `${record.seed}, ${record.epochs} epochs (last epoch evaluated)`,
  );
  const known = publishedImageAuroc(record.method, record.category, record.dataset);
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
