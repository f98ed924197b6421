/**
 * One run from a dataset to a record.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import {
  type CategoryImages,
  countImages,
  type Dataset,
  decodeCategory,
  openDataset,
  reportSplit,
  type SplitReport,
} from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { prepareFolder, removeIfPresent } from "../files.ts";
import { createDetector, defaultImageSize } from "../methods/create.ts";
import type { Detector, FitReport } from "../methods/detector.ts";
import { namedPlugin } from "../methods/plugin.ts";
import { pluginOf } from "../methods/registry.ts";
import { saveDetector } from "../methods/storage.ts";
import { writeHeatmaps } from "../report/heatmap.ts";
import { writeTrainingReport } from "../report/page/training_report.ts";
import { thresholdOf } from "../report/threshold.ts";
import { divergenceWarnings } from "../train/divergence.ts";
import type { ProgressListener } from "../train/progress.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { backendFacts, codeVersion, machineFacts, peakMemory } from "./environment.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { commandLine } from "./command_line.ts";
import { examineTraining, judgeLearning } from "./learning.ts";
import { publishedImageAuroc } from "./published.ts";
import { configHash, type RunRecord, writeRecord } from "./record.ts";
import { writeScores } from "./scores_csv.ts";
import { TensorBoard } from "./tensorboard.ts";

/** What to run. */
export interface RunOptions {
  /** From `openDataset`, or the path of a category folder. */
  readonly data: string | Dataset;
  /** Id of the method. */
  readonly method: string;
  /** Height and width to which images are resized. Default: the dataset's. */
  readonly imageSize?: number;
  /** Fields of the method's configuration that differ from its defaults. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** What the overrides came from, for error messages. */
  readonly overridesSource: string;
  /** Decides initial values, order of images and bootstrap resamples. */
  readonly seed: number;
  /** Folder to write to. */
  readonly out: string;
  /** Bytes of decoded images that may stay in memory. Default: `defaultImageMemory`. */
  readonly memory?: number;
  /**
   * Whether to go on from the checkpoint that an interrupted run left in `out`. Default: false, which
   * starts anew.
   */
  readonly resume?: boolean;
  /** Seconds between two checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** What the report page names to start the run again. Default: a command made from the options. */
  readonly command?: string;
  /** Folder for event files of TensorBoard. Default: none. */
  readonly tensorboard?: string;
  /** Hears of counts and duplicates before anything is decoded. */
  readonly onSplit?: (dataset: Dataset, report: SplitReport) => void;
  /** Hears of every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the run between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a detector, evaluates the weights of the last epoch and writes `record.json`,
 * `report.html`, `scores.csv`, the model and heat maps to `options.out`. The record is written last: a folder
 * with one is complete. While it trains, a checkpoint lies there, which is removed after the record
 * was written.
 *
 * @throws {InputError} For bad data or configuration, or a checkpoint of another run, before any
 * training.
 * @throws {StoppedError} If `options.signal` is aborted; the checkpoint stays.
 */
export async function run(options: RunOptions): Promise<RunRecord> {
  const started = performance.now();
  const { signal, out, seed } = options;
  const backend = await useBackend();
  const { data: given } = options;
  const dataset = typeof given === "string" ? await openDataset({ data: given }) : given;
  requireBothLabels(dataset);
  using detector = await createDetector(options.method, dataset, {
    imageSize: options.imageSize,
    config: options.overrides,
    source: options.overridesSource,
    seed,
  });
  await prepareFolder(out);
  using board = options.tensorboard === undefined
    ? undefined
    : await TensorBoard.open(options.tensorboard, detector.config);
  const onProgress: ProgressListener = (progress) => {
    board?.progress(progress);
    options.onProgress?.(progress);
  };
  const split = await reportSplit(dataset);
  options.onSplit?.(dataset, split);
  const data = await decodeCategory(dataset, {
    ...detector.config,
    memory: options.memory,
    onProgress: (done, total) => onProgress({ phase: "decode", done, total }),
  });

  const checkpoints = await openCheckpoints(out, detector, {
    seed,
    data: split.fingerprint,
    interval: options.checkpointInterval,
  });
  if (!options.resume) await checkpoints.remove();
  const report = await detector.fit(data.train, { seed, onProgress, signal, checkpoints });
  const evaluation = await evaluate(detector, data, { seed, onProgress, signal });
  const training = await examineTraining(detector, data.train, { onProgress, signal });
  const heldOut = [...evaluation.scores].filter((_, i) => evaluation.labels[i] === 0);

  // From here on an older record would describe files that are being replaced.
  await removeIfPresent(`${out}/record.json`);
  await saveDetector(detector, out);
  await writeResults(out, data, evaluation);
  const { method, config } = detector;
  const record: RunRecord = {
    schema: 3,
    method,
    ...namedPlugin(method),
    dataset: dataset.dataset,
    category: dataset.name,
    protocol: dataset.protocol,
    seed,
    configHash: await configHash(config),
    config: { ...config },
    code: codeVersion(),
    backend: backendFacts(backend),
    machine: machineFacts(),
    data: describeData(dataset, split),
    ...describeTraining(detector, report, judgeLearning(training, heldOut, report.untrained)),
    seconds: {
      training: report.history.seconds,
      scoring: evaluation.seconds,
      total: report.history.secondsBefore + (performance.now() - started) / 1000,
    },
    peakMemory: peakMemory(),
    metrics: evaluation.metrics,
    statistics: evaluation.statisticMetrics,
  };
  await writeTrainingReport(`${out}/report.html`, {
    record,
    published: publishedImageAuroc(record),
    results: { set: data.test, masks: data.masks, ...evaluation },
    threshold: thresholdOf(training),
    command: options.command ?? describeCommand(options, dataset),
  });
  await board?.end(record, { set: data.test, masks: data.masks, ...evaluation });
  await writeRecord(`${out}/record.json`, record);
  await checkpoints.remove();
  return record;
}

/** Says before the training, not after it, that no AUROC can be computed. */
function requireBothLabels({ root, name: category, test }: Dataset): void {
  const where = root === "" ? category : `${root}/test`;
  for (const [label, name] of [[0, "normal (test/good)"], [1, "anomalous"]] as const) {
    if (!test.some((file) => file.label === label)) {
      throw new InputError(`${where}: no ${name} images; the AUROC needs both kinds`);
    }
  }
}

/** `scores.csv` and, where the method has maps, heat maps; none of an earlier run stay. */
async function writeResults(
  folder: string,
  { test: set, masks }: CategoryImages,
  { scores, statistics, maps, reconstructions }: Evaluation,
): Promise<void> {
  await writeScores(`${folder}/scores.csv`, set.files, scores, statistics);
  for (const name of ["heatmaps", "overview.png"]) await removeIfPresent(`${folder}/${name}`);
  if (maps) {
    await writeHeatmaps({ folder, set, scores, maps, reconstructions, masks });
  }
}

function describeData(
  dataset: Dataset,
  { types, duplicates, fingerprint, warnings }: SplitReport,
): RunRecord["data"] {
  const { train, testNormal, testAnomalous } = countImages(dataset);
  return {
    fingerprint,
    trainingImages: train,
    testNormal,
    testAnomalous,
    masks: dataset.test.filter((file) => file.mask).length,
    duplicates,
    partial: dataset.partial,
    types: [...types],
    warnings: warnings.map((warning) => withoutFolder(warning, dataset)),
  };
}

/** A warning with the category's name for its folder, which belongs to one machine. */
function withoutFolder(warning: string, { root, name }: Dataset): string {
  const named = root !== "" && [":", "/"].some((next) => warning.startsWith(root + next));
  return named ? name + warning.slice(root.length) : warning;
}

function describeTraining(
  detector: Detector,
  { history, diagnostics, warnings }: FitReport,
  judged: ReturnType<typeof judgeLearning>,
): Pick<
  RunRecord,
  "selection" | "epochs" | "steps" | "parameters" | "diagnostics" | "warnings" | "losses"
> {
  const trains = history.steps > 0;
  return {
    selection: trains ? "last epoch" : "no training",
    epochs: history.losses.length,
    steps: history.steps,
    parameters: detector.parameterCount,
    // Where nothing is trained, there is nothing to learn.
    diagnostics: { ...diagnostics, ...(trains && { learning: judged.learning }) },
    warnings: [
      ...warnings,
      ...divergenceWarnings(history.losses, detector.unboundedLosses),
      ...(trains ? judged.warnings : []),
    ],
    losses: history.losses.map((terms) => ({ ...terms })),
  };
}

/** For runs that no command started: one that takes the configuration from a file. */
function describeCommand(
  { method, imageSize, overrides, seed, out }: RunOptions,
  dataset: Dataset,
): string {
  const options = {
    ...dataset.choice,
    plugin: pluginOf(method)?.path,
    method,
    "image-size": imageSize ?? defaultImageSize(method, overrides, dataset),
    seed,
    config: "config.json",
    out,
  };
  return `# with the configuration above in config.json\n${commandLine("train", options)}`;
}
