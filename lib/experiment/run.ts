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
  nameAllUnreadable,
  openDataset,
  reportSplit,
  type SplitReport,
} from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { resolveCalibration } from "../detector/calibration/options.ts";
import { CALIBRATION_NAME } from "../detector/calibration/storage.ts";
import { createDetector } from "../registry/create.ts";
import type { Detector, FitReport } from "../detector/detector.ts";
import { namedPlugin } from "../registry/plugin.ts";
import { pluginOf } from "../registry/registry.ts";
import { saveThresholds } from "../detector/stored_thresholds.ts";
import { defaultThreshold } from "../detector/thresholds.ts";
import { writeHeatmaps } from "../report/heatmap.ts";
import { writeTrainingReport } from "../report/page/training_report.ts";
import { calibrate } from "../detector/calibration/calibrate.ts";
import { divergenceWarnings } from "../train/divergence.ts";
import type { ProgressListener } from "../train/progress.ts";
import { type ScoredImages, scoreImages } from "../detector/scoring/scoring.ts";
import { thresholdsOf } from "./decision.ts";
import { CHECKPOINT_NAME, openCheckpoints } from "./checkpoints.ts";
import { backendFacts, codeVersion, machineFacts, peakMemory } from "./environment.ts";
import { measure } from "./evaluate.ts";
import { measureControls } from "./controls.ts";
import { startFrom } from "./go_on.ts";
import { examineTraining, judgeLearning } from "./learning.ts";
import { OutputFolder } from "./output_folder.ts";
import { publishedImageAuroc } from "../record/published.ts";
import { configHash, type RunRecord, writeRecord } from "../record/record.ts";
import { describeCalibrated, notCalibrated, saveModel } from "./run_calibration.ts";
import { writeScores } from "../record/scores_csv.ts";
import { testShift } from "./shift.ts";
import { TensorBoard } from "./tensorboard.ts";
import { writeTestRegions } from "./test_regions.ts";
import { RESULT_FILES } from "./written.ts";
import { trainingCommand } from "./training_command.ts";

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
  /** Fields of the calibration that differ from its defaults, and what they came from. */
  readonly calibration?: { readonly fields: unknown; readonly source: string };
  /** Decides initial values, order of images and bootstrap resamples. */
  readonly seed: number;
  /** Folder to write to. */
  readonly out: string;
  /** Folder of the finished run whose weights are the initial ones, see `goOnFrom`. Default: none. */
  readonly from?: string;
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
  /** Hears of the network before anything is decoded. */
  readonly onDetector?: (detector: Detector) => void;
  /** Folder for event files of TensorBoard. Default: none. */
  readonly tensorboard?: string;
  /** Hears of counts and duplicates before anything is decoded. */
  readonly onSplit?: (dataset: Dataset, report: SplitReport) => void;
  /** Hears of what looks wrong in decoded images and masks, before the training. */
  readonly onWarning?: (warning: string) => void;
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
 * @throws {InputError} For bad data or configuration, a checkpoint of another run, or an output folder
 * that another process writes to or that holds files of others by these names, before any training.
 * @throws {StoppedError} If `options.signal` is aborted; the checkpoint stays.
 */
export async function run(options: RunOptions): Promise<RunRecord> {
  const started = performance.now();
  const { signal, out, seed } = options;
  const backend = await useBackend();
  const { data: given } = options;
  const dataset = typeof given === "string" ? await openDataset({ data: given }) : given;
  requireNormalTest(dataset);
  using detector = await nameAllUnreadable(dataset, () =>
    createDetector(options.method, dataset, {
      imageSize: options.imageSize,
      config: options.overrides,
      source: options.overridesSource,
      seed,
    }));
  const { fields = {}, source = "calibration" } = options.calibration ?? {};
  const calibrationOptions = resolveCalibration(fields, detector.config.imageSize, source);
  if (options.from !== undefined) await startFrom(detector, options.from);
  await using folder = await OutputFolder.open(out, [CHECKPOINT_NAME, ...RESULT_FILES], "training");
  await folder.claim([CHECKPOINT_NAME]);
  options.onDetector?.(detector);
  using board = options.tensorboard === undefined
    ? undefined
    : await TensorBoard.open(options.tensorboard, detector.config);
  const onProgress: ProgressListener = (progress) => {
    board?.progress(progress);
    options.onProgress?.(progress);
  };
  const split = await nameAllUnreadable(dataset, () => reportSplit(dataset));
  options.onSplit?.(dataset, split);
  const data = await nameAllUnreadable(dataset, () =>
    decodeCategory(dataset, {
      ...detector.config,
      seed,
      memory: options.memory,
      onProgress: (done, total) => onProgress({ phase: "decode", done, total }),
    }));

  for (const warning of data.warnings ?? []) options.onWarning?.(warning);

  const checkpoints = await openCheckpoints(out, detector, {
    seed,
    data: split.trainingFingerprint,
    allData: split.fingerprint,
    interval: options.checkpointInterval,
  });
  if (!options.resume) await checkpoints.remove();
  const report = await detector.fit(data.train, { seed, onProgress, signal, checkpoints });
  const calibrated = await calibrate(detector, data.train, {
    options: calibrationOptions,
    onProgress,
    signal,
  });
  using calibration = "calibration" in calibrated ? calibrated.calibration : undefined;
  const scored = await scoreImages(detector, data.test, { calibration, onProgress, signal });
  const evaluation = await measureTested(detector, data, scored, seed).catch(async (error) => {
    // What cannot be measured costs neither the model nor the scores.
    const kept = ["record.json", "model.safetensors", "detector.json", "scores.csv"];
    await folder.claim([...kept, CALIBRATION_NAME]);
    await folder.remove(["record.json", "report.html", "regions.csv", "overview.png"]);
    await folder.replaceFolder("heatmaps", []);
    await saveModel(detector, calibration, folder);
    await writeScores(`${out}/scores.csv`, data.test.files, scored.scores, scored.statistics);
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message}; the model and its scores.csv are in ${out}`);
  });
  const training = await examineTraining(detector, data, { calibration, onProgress, signal });
  const heldOut = [...evaluation.scores].filter((_, i) => evaluation.labels[i] === 0);
  const thresholds = await thresholdsOf(detector, data, {
    training,
    tested: evaluation,
    calibration,
    onProgress,
    signal,
  });
  const threshold = defaultThreshold(thresholds.own);
  const controls = evaluation.labels.includes(1) && !detector.config.tile
    ? await measureControls(data, { options: calibrationOptions, signal })
    : undefined;
  const shifted = await testShift(
    data.wholeTrain ?? data.train,
    data.test,
    thresholds.heldOut && {
      heldOut: thresholds.heldOut,
      tested: heldOut,
    },
  );

  // From here on an older record would describe files that are being replaced.
  await folder.claim(RESULT_FILES.filter((name) => name !== "heatmaps"));
  await folder.remove(["record.json"]);
  await saveModel(detector, calibration, folder);
  await saveThresholds(out, thresholds.own, thresholds.calibrated);
  await writeResults(folder, data, evaluation);
  const pixelThreshold = threshold.pixel?.value;
  const shown = { ...evaluation, pixelThreshold };
  await writeTestRegions(`${out}/regions.csv`, detector, data, shown, { onProgress, signal });
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
    data: describeData(dataset, split, data.warnings),
    ...describeTraining(
      detector,
      report,
      evaluation,
      judgeLearning(training, heldOut, report.untrained),
      {
        diagnostics: shifted && { shift: shifted.shift },
        warnings: [...notCalibrated(calibrated, scored), ...shifted?.warnings ?? []],
      },
    ),
    seconds: {
      training: report.history.seconds,
      scoring: evaluation.seconds,
      total: report.history.secondsBefore + (performance.now() - started) / 1000,
    },
    peakMemory: peakMemory(),
    metrics: evaluation.metrics,
    thresholds: thresholds.own,
    calibration: describeCalibrated(calibrated, thresholds.calibrated),
    ...(controls && { controls }),
    statistics: evaluation.statisticMetrics,
  };
  await writeTrainingReport(`${out}/report.html`, {
    record,
    published: publishedImageAuroc(record),
    results: {
      set: data.test,
      masks: data.masks,
      ...shown,
    },
    threshold: { ...threshold.image, source: threshold.source },
    command: options.command ?? describeCommand(options, dataset),
  });
  await board?.end(record, { set: data.test, masks: data.masks, ...evaluation });
  await writeRecord(`${out}/record.json`, record);
  await checkpoints.remove();
  return record;
}

/** Says before the training, not after it, that anomalous images have nothing beside them. */
function requireNormalTest({ root, name: category, test }: Dataset): void {
  if (test.some((file) => file.label === 0)) return;
  const where = root === "" ? category : `${root}/test`;
  throw new InputError(`${where}: no normal (test/good) images; the AUROC needs both kinds`);
}

/** Results on the test images, with metrics where some of them are anomalous. */
interface Tested extends ScoredImages, Pick<RunRecord, "metrics"> {
  readonly labels: readonly (0 | 1)[];
  readonly statisticMetrics?: RunRecord["statistics"];
  /** Metrics that could not be computed, one line each. */
  readonly warnings: readonly string[];
}

async function measureTested(
  detector: Detector,
  data: CategoryImages,
  scored: ScoredImages,
  seed: number,
): Promise<Tested> {
  const labels = data.test.files.map((file) => file.label);
  if (labels.includes(1)) return await measure(detector, data, scored, seed);
  return { ...scored, labels, metrics: {}, warnings: [] };
}

/** `scores.csv` and, where the method has maps, heat maps; none of an earlier run stay. */
async function writeResults(
  output: OutputFolder,
  { test: set, masks }: CategoryImages,
  { scores, statistics, maps, reconstructions }: Tested,
): Promise<void> {
  const { path: folder } = output;
  await writeScores(`${folder}/scores.csv`, set.files, scores, statistics);
  const replace = (names: readonly string[]) => output.replaceFolder("heatmaps", names);
  await output.remove(["overview.png"]);
  if (!maps) return await replace([]);
  await writeHeatmaps({ folder, set, scores, maps, reconstructions, masks, replace });
}

function describeData(
  dataset: Dataset,
  { types, duplicates, fingerprint, warnings }: SplitReport,
  seen: readonly string[] = [],
): RunRecord["data"] {
  const { train, testNormal, testAnomalous } = countImages(dataset);
  return {
    fingerprint,
    trainingImages: train,
    testNormal,
    testAnomalous,
    masks: dataset.test.filter((file) => file.mask).length,
    ...(dataset.heldOut && { heldOut: dataset.heldOut.length }),
    duplicates,
    partial: dataset.partial,
    types: [...types],
    warnings: [...warnings, ...seen].map((warning) => withoutFolder(warning, dataset)),
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
  evaluation: Tested,
  judged: ReturnType<typeof judgeLearning>,
  more: Pick<RunRecord, "warnings"> & Partial<Pick<RunRecord, "diagnostics">>,
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
    diagnostics: {
      ...diagnostics,
      ...(trains && { learning: judged.learning }),
      ...more.diagnostics,
    },
    warnings: [
      ...warnings,
      ...divergenceWarnings(history.losses, detector.unboundedLosses),
      ...(trains ? judged.warnings : []),
      ...evaluation.warnings,
      ...more.warnings,
    ],
    losses: history.losses.map((terms) => ({ ...terms })),
  };
}

/** For runs that no command started: one that takes the configuration from a file. */
function describeCommand(
  { method, imageSize, overrides, calibration, seed, out }: RunOptions,
  dataset: Dataset,
): string {
  const command = trainingCommand(dataset, overrides, {
    plugin: pluginOf(method)?.path,
    ...{ method, imageSize, seed },
    config: "config.json",
    calibration: calibration && JSON.stringify(calibration.fields),
    out,
  });
  return `# with the configuration above in config.json\n${command}`;
}
