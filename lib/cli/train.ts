/**
 * `daad train`: from images to a model, scores, heat maps and a record.
 *
 * @module
 */
import { Command } from "commander";
import { type DataChoice, type Dataset, formatSplit, openDataset } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { trainingCommand } from "../experiment/training_command.ts";
import { bestControl } from "../record/controls.ts";
import { goOnFrom } from "../experiment/go_on.ts";
import { publishedImageAuroc } from "../record/published.ts";
import type { RecordedMetric, RunRecord } from "../record/record.ts";
import { run, type RunOptions } from "../experiment/run.ts";
import { hasImageMetrics } from "../record/statistic.ts";
import type { F1Max } from "../metrics/mod.ts";
import { CONTROL_TITLES } from "../detector/controls.ts";
import type { DetectorConfig } from "../detector/detector.ts";
import { networkLine } from "../detector/network_line.ts";
import { hasField } from "../registry/registry.ts";
import { runName } from "../registry/naming.ts";
import { describeAlarms } from "../detector/thresholds.ts";
import { CHECKPOINT_INTERVAL } from "../train/checkpoint.ts";
import { visible } from "../visible.ts";
import { noteCacheTrouble } from "./cache_options.ts";
import { addComputeOptions, type ComputeOptions, startBackend } from "./compute.ts";
import { setGraphOptions } from "../backend/graph_options.ts";
import { configHelp } from "./config_help.ts";
import { addDataOptions } from "./data_options.ts";
import { configSource, readConfig, shareBelowOne, wholeNumber } from "./options.ts";
import { withStopSignal } from "./stop_signal.ts";
import { findFinished, requireSameRun } from "./finished.ts";
import { note, print } from "./output.ts";
import { formatDuration, ProgressBar } from "./progress_bar.ts";
import { refusal } from "./refusal.ts";
import { addTileOptions, type TileOptions, withTiles } from "./tile_options.ts";

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
    const wanted = { method, seed, imageSize, config: overrides, dataset, precision };
    Object.assign(overrides, await goOnFrom(from, wanted));
  }
  if (finished) {
    const wanted = { method, seed, imageSize, config: overrides, calibration, dataset };
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
        overridesSource: options.config === undefined
          ? "configuration"
          : configSource(options.config),
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
  ).catch((error) => {
    const refused = trained ? refusal(error) : undefined;
    if (!refused) throw error;
    throw new InputError(`${refused}; then go on with: ${resume}`, { cause: error });
  });
  noteCacheTrouble(context);
  for (const warning of record.warnings) note(`warning: ${visible(warning)}`);
  const drawn = await Deno.stat(`${options.out}/overview.png`).then(() => true, () => false);
  report(record, options.out, drawn);
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
  const { plugin, method, imageSize, tile, overlap, epochs, batch, seed, config } = options;
  const { calibration, weights, cache, memory, maxPixels, compile, precision } = options;
  const { from, out, tensorboard, overwrite, resume } = options;
  return trainingCommand(dataset, overrides, {
    ...{ plugin, method, imageSize, tile, overlap, epochs, batch, seed, config },
    ...{ calibration, weights },
    cache: typeof cache === "string" ? cache : undefined,
    noCache: cache === false,
    ...{ memory, maxPixels },
    noCompile: !compile,
    precision: precision === "fp32" ? undefined : precision,
    ...{ from, out, tensorboard, overwrite, resume },
  });
}

function report(record: RunRecord, out: string, drawn: boolean): void {
  const { metrics, data, seconds, statistics } = record;
  print(
    `${runName(record)} on ${
      visible(record.category)
    } (${record.dataset}, ${record.protocol}): ${data.trainingImages} training images, ` +
      `${data.testNormal} normal and ${data.testAnomalous} anomalous test images, seed ` +
      `${record.seed}, ` +
      (record.selection === "last epoch"
        ? `${record.epochs} epochs${afterOthers(record)} (last epoch evaluated)`
        : "nothing to train"),
  );
  const known = publishedImageAuroc(record);
  const published = known
    ? `published ${known.title}: ${known.value.toFixed(3)}` +
      (known.mark === "recalled" ? " (recalled, not verified)" : "")
    : "published: none known";
  if (hasImageMetrics(metrics)) {
    print(`image AUROC              ${format(metrics.imageAuroc)}   ${published}`);
    if (statistics?.calibrated) {
      const { imageAuroc } = statistics.calibrated;
      print(`  by calibrated scores   ${format(imageAuroc)}   not in the paper`);
    }
    printControls(record);
    print(`image average precision  ${format(metrics.imageAveragePrecision)}`);
    print(`image F1-max             ${formatF1(metrics.imageF1Max)}`);
    print(`image FPR at 95 % recall ${metrics.imageFalsePositiveRate95.toFixed(3)}`);
    print(
      metrics.pixelAuroc
        ? `pixel AUROC              ${format(metrics.pixelAuroc)}   published: none known`
        : `pixel AUROC              – (${whyNoPixels(record)})`,
    );
  } else {
    print("no AUROC: no anomalous images");
  }
  if (metrics.pixelAveragePrecision !== undefined) {
    print(`pixel average precision  ${metrics.pixelAveragePrecision.toFixed(3)}`);
  }
  if (metrics.pixelPro !== undefined) {
    print(`pixel PRO, FPR up to 0.3 ${metrics.pixelPro.toFixed(3)}`);
  }
  if (metrics.pixelF1Max) print(`pixel F1-max             ${formatF1(metrics.pixelF1Max)}`);
  const { calibration } = record;
  const calibrated = calibration && "line" in calibration ? calibration.thresholds : undefined;
  for (
    const [thresholds, unit] of [[record.thresholds, ""], [calibrated, " sd, calibrated"]] as const
  ) {
    for (const { name, source, image } of thresholds ?? []) {
      print(
        `${`threshold ${name}`.padEnd(24)} ${image.value.toPrecision(4)}${unit}: ${source}; ` +
          describeAlarms(image.falseAlarms),
      );
    }
  }
  print(`backend                  ${record.backend.description}`);
  print(
    `time                     ${formatDuration(seconds.training)} training, ` +
      `${formatDuration(seconds.scoring)} scoring, ${formatDuration(seconds.total)} in all`,
  );
  print(
    `written to               ${out}: report.html, ` +
      (drawn ? "overview.png, heatmaps/, " : "") +
      "scores.csv, record.json, detector.json, model.safetensors, thresholds.json" +
      (calibrated ? ", calibration.safetensors" : ""),
  );
}

/** Prints the best score without a network for each kind of score, and whether the method beats it. */
function printControls({ controls, metrics, statistics }: RunRecord): void {
  const kinds = [["own", metrics.imageAuroc], [
    "calibrated",
    statistics?.calibrated?.imageAuroc,
  ]] as const;
  for (const [kind, auroc] of kinds) {
    const best = auroc && bestControl(controls, kind, auroc.low);
    if (!best) continue;
    const verdict = best.cleared ? "cleared" : "nothing learnt beyond it";
    const title = kind === "own" ? "best without a network" : "  calibrated";
    print(
      `${title.padEnd(24)} ${best.value.toFixed(3)}  ${CONTROL_TITLES[best.name]}: ${verdict}`,
    );
  }
}

/** Says why there are no pixel metrics. */
function whyNoPixels({ data, warnings }: RunRecord): string {
  if (data.masks === 0) return "no ground-truth masks";
  const start = "no metrics of pixels: ";
  const told = warnings.find((warning) => warning.startsWith(start));
  return told ? told.slice(start.length) : "the method has no maps";
}

/** Describes the run that the training continued from, if any. */
function afterOthers({ config }: RunRecord): string {
  const { startedFrom } = config as Pick<DetectorConfig, "startedFrom">;
  return startedFrom ? ` after ${startedFrom.epochs} of an earlier run` : "";
}

function format({ value, low, high, level }: RecordedMetric): string {
  return `${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}] ${level * 100} %`;
}

function formatF1({ value, threshold }: F1Max): string {
  return `${value.toFixed(3)}  at threshold ${threshold.toPrecision(4)}, the best for these images`;
}
