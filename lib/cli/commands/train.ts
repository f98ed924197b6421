/**
 * `daad train`: from images to a model, scores, heat maps and a record.
 *
 * @module
 */
import { Command } from "commander";
import { setGraphOptions } from "../../backend/settings/graph_options.ts";
import { type DataChoice, type Dataset, formatSplit, openDataset } from "../../data/mod.ts";
import { networkLine } from "../../detector/contract/network_line.ts";
import { InputError } from "../../errors.ts";
import { goOnFrom } from "../../experiment/provenance/go_on.ts";
import { run, type RunOptions } from "../../experiment/run/run.ts";
import { trainingCommand } from "../../experiment/run/training_command.ts";
import { hasField } from "../../registry/registry.ts";
import { CHECKPOINT_INTERVAL } from "../../train/checkpoint_clock.ts";
import { visible } from "../../visible.ts";
import { noteCacheTrouble } from "../options/cache_options.ts";
import {
  addComputeOptions,
  type ComputeOptions,
  repeatedOptions,
  startBackend,
} from "../options/compute.ts";
import { configHelp } from "../options/config_help.ts";
import { addDataOptions } from "../options/data_options.ts";
import { configSource, readConfig, shareBelowOne, wholeNumber } from "../options/options.ts";
import { addTileOptions, type TileOptions, withTiles } from "../options/tile_options.ts";
import { note } from "../terminal/output.ts";
import { ProgressBar } from "../terminal/progress_bar.ts";
import { refusal } from "../terminal/refusal.ts";
import { saveCheckpoint, withStopSignal } from "../terminal/stop_signal.ts";
import { findFinished, requireSameRun } from "./finished.ts";
import { printSummary } from "./training_summary.ts";

interface TrainOptions extends ComputeOptions, DataChoice, TileOptions {
  method: string;
  imageSize?: number;
  epochs?: number;
  batch?: number;
  seed: number;
  config?: string;
  calibration?: string;
  memory?: number;
  maxPixels?: number;
  out: string;
  overwrite?: true;
  resume?: true;
  from?: string;
  checkpointEvery: number;
  tensorboard?: string;
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
    .option(
      "--holdout <share>",
      "share of the training images to set aside for thresholds; default: 0.2 where nothing else " +
        "is tested, 0 where it is, so that all are trained on as those of published numbers are",
      shareBelowOne,
    )
    .option("--method <id>", "method (daad doctor lists them)", "daad")
    .option(
      "--image-size <n>",
      "height and width in pixels (128; 32 for CIFAR-10 and MNIST; that of a tile)",
      wholeNumber(8),
    )
    .option(
      "--epochs <n>",
      "passes over the training images (the method's own; daad: 1,300 steps, at least 50 passes)",
      wholeNumber(1),
    )
    .option(
      "--batch <n>",
      "images a step (the method's own; daad: 8, up to 32 pixels 64)",
      wholeNumber(1),
    )
    .option("--seed <n>", "initial values and order of images", wholeNumber(0, 2 ** 32 - 1), 0)
    .option(
      "--config <file|json>",
      "fields of the method's configuration: a JSON file, or JSON itself: '{\"levels\": 3}'",
    )
    .option(
      "--calibration <file|json>",
      "fields of the calibration of scores, as --config; by default: position and roughness above " +
        "32 pixels, roughness up to 32",
    )
    .option(
      "--memory <mb>",
      "decoded images to keep in memory; the rest is streamed",
      wholeNumber(0),
    )
    .requiredOption("--out <dir>", "folder to write to")
    .option("--tensorboard <dir>", "folder for TensorBoard: losses, rates, metrics, images")
    .option("--overwrite", "replace what an earlier run left in --out")
    .option(
      "--resume",
      "go on where an interrupted run in --out was; start anew where there is none",
    )
    .option(
      "--from <dir>",
      "finished run to go on from: --epochs counts its epochs too, its folder stays as it is",
    )
    .option(
      "--checkpoint-every <seconds>",
      "time between two checkpoints",
      wholeNumber(0),
      CHECKPOINT_INTERVAL,
    );
  command.addHelpText("after", () => configHelp(command.opts<TrainOptions>().method));
  return addComputeOptions(addTileOptions(command)).action((options: TrainOptions) => {
    if (options.data === undefined && options.normal === undefined) {
      command.error("error: name the data with --data <dir>, or with --normal <path...>");
    }
    return train(options);
  });
}

async function train(options: TrainOptions): Promise<void> {
  const finished = await findFinished(options);
  for (const [option, field] of [["epochs", "epochs"], ["batch", "batchSize"]] as const) {
    if (options[option] === undefined || hasField(options.method, field)) continue;
    throw new InputError(
      `--${option}: ${options.method} has none: it trains nothing; leave the option out`,
    );
  }
  const overrides = withTiles(options.config ? await readConfig(options.config) : {}, options);
  const calibration = await readCalibration(options);
  if (options.epochs !== undefined) overrides.epochs = options.epochs;
  if (options.batch !== undefined) overrides.batchSize = options.batch;
  const source = options.config === undefined ? "configuration" : configSource(options.config);
  const dataset = await openDataset(options);
  setGraphOptions({ compiled: options.compile, precision: options.precision });
  const { method, seed, imageSize, out, from } = options;
  if (from !== undefined) {
    const { precision } = options;
    if (await sameFolder(from, out)) {
      throw new InputError(
        `--from ${from}: is --out too, and would be replaced; name another --out`,
      );
    }
    const wanted = { method, seed, imageSize, config: overrides, source, dataset, precision };
    Object.assign(overrides, await goOnFrom(from, wanted));
  }
  if (finished) {
    const wanted = { method, seed, imageSize, config: overrides, source, calibration, dataset };
    await requireSameRun(out, wanted);
    return note(`${out}: the run is finished`);
  }
  const context = await startBackend(options);
  const bar = new ProgressBar();
  const resume = describeCommand(
    { ...options, overwrite: undefined, resume: true },
    dataset,
    overrides,
  );
  let trained = false;
  const record = await withStopSignal(
    `; go on with: ${resume}`,
    (signal) =>
      run({
        ...options,
        data: dataset,
        context,
        overrides,
        checkpointInterval: options.checkpointEvery,
        calibration,
        overridesSource: source,
        memory: options.memory === undefined ? undefined : options.memory * 1e6,
        command: describeCommand(options, dataset, overrides),
        signal,
        onDetector: (detector) => note(networkLine(detector)),
        onSplit: (dataset, split) => note(formatSplit(dataset, split)),
        onWarning: (warning) => note(`warning: ${visible(warning)}`),
        onProgress: (progress) => {
          trained ||= progress.phase === "train" || progress.phase === "features";
          bar.update(progress);
        },
      }).finally(() => bar.stop()),
    { save: saveCheckpoint },
  ).catch((error) => {
    const refused = trained ? refusal(error, "train") : undefined;
    if (!refused) throw error;
    throw new InputError(`${refused}; then go on with: ${resume}`, { cause: error });
  });
  noteCacheTrouble(context);
  for (const warning of record.warnings) note(`warning: ${visible(warning)}`);
  const drawn = await Deno.stat(`${options.out}/overview.png`).then(() => true, () => false);
  printSummary(record, options.out, drawn);
}

async function readCalibration({ calibration }: TrainOptions): Promise<RunOptions["calibration"]> {
  if (calibration === undefined) return undefined;
  return {
    fields: await readConfig(calibration, "--calibration"),
    source: configSource(calibration, "--calibration"),
  };
}

async function sameFolder(a: string, b: string): Promise<boolean> {
  const real = (path: string) => Deno.realPath(path).catch(() => undefined);
  const first = await real(a);
  return first !== undefined && first === await real(b);
}

/** Describes this command, for the report and for resuming. */
function describeCommand(
  options: TrainOptions,
  dataset: Dataset,
  overrides: Readonly<Record<string, unknown>>,
): string {
  const { method, imageSize, tile, overlap, epochs, batch, seed, config } = options;
  const { calibration, memory, from, out, tensorboard, overwrite, resume } = options;
  return trainingCommand(dataset, overrides, {
    ...{ method, imageSize, tile, overlap, epochs, batch, seed, config, calibration, memory },
    ...repeatedOptions(options),
    ...{ from, out, tensorboard, overwrite, resume },
  });
}
