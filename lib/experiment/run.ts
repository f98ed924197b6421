/**
 * One run from a folder of images to a record.
 *
 * @module
 */
import { backendFacts, codeVersion, machineFacts, peakMemory } from "./environment.ts";
import { useBackend } from "../backend/backend.ts";
import {
  type Category,
  decodeImages,
  decodeMasks,
  detectChannels,
  fingerprint,
  type ImageSet,
  loadCategory,
} from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../files.ts";
import type { Detector, FitReport } from "../methods/detector.ts";
import { findMethod } from "../methods/registry.ts";
import { saveDetector } from "../methods/storage.ts";
import {
  auroc,
  averagePrecision,
  bootstrapInterval,
  pixelAuroc,
  pixelAurocInterval,
} from "../metrics/mod.ts";
import { writeHeatmaps } from "../report/heatmap.ts";
import type { ProgressListener } from "../train/progress.ts";
import { type ScoredImages, scoreImages } from "../train/scoring.ts";
import { configHash, type RunRecord, writeRecord } from "./record.ts";
import { formatScores } from "./scores_csv.ts";

/** What to run. */
export interface RunOptions {
  /** A category folder in MVTec AD layout. */
  readonly data: string;
  /** Id of the method. */
  readonly method: string;
  /** Height and width to which images are resized. */
  readonly imageSize: number;
  /** Fields of the method's configuration that differ from its defaults. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** What the overrides came from, for error messages. */
  readonly overridesSource: string;
  /** Decides initial values, order of images and bootstrap resamples. */
  readonly seed: number;
  /** Folder to write to. */
  readonly out: string;
  /** Hears of every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the run between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a detector, evaluates the weights of the last epoch and writes `record.json`,
 * `scores.csv`, the model and heat maps to `options.out`. The record is written last: a folder
 * with one is complete.
 *
 * @throws {InputError} For bad data or configuration, before any training.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function run(options: RunOptions): Promise<RunRecord> {
  const started = performance.now();
  const { onProgress, signal, out, seed } = options;
  const backend = await useBackend();
  const method = findMethod(options.method);
  const category = await loadCategory(options.data);
  requireBothLabels(category);
  const config = method.resolve(options.overrides, {
    imageSize: options.imageSize,
    channels: await detectChannels(category.root, category.train),
    trainingImages: category.train.length,
  }, options.overridesSource);
  await Deno.mkdir(out, { recursive: true });

  const decode = { size: config.imageSize, channels: config.channels };
  const training = await decodeImages(category.root, category.train, {
    ...decode,
    onProgress: decoding(onProgress),
  });
  const test = await decodeImages(category.root, category.test, {
    ...decode,
    onProgress: decoding(onProgress),
  });
  const masks = category.test.some((file) => file.mask)
    ? await decodeMasks(category.root, category.test, config.imageSize)
    : undefined;
  const dataFingerprint = await fingerprint(category.root, [...category.train, ...category.test]);

  using detector = method.create(config, seed);
  const report = await detector.fit(training, { seed, onProgress, signal });
  const scored = await scoreImages(detector, test, { onProgress, signal });
  const metrics = evaluate(test, scored, masks, seed);

  await saveDetector(detector, out);
  const rows = test.files.map((file, i) => ({ ...file, score: scored.scores[i]! }));
  await writeFileAtomically(`${out}/scores.csv`, formatScores(rows));
  await writeMaps(out, test, scored, masks);
  const record: RunRecord = {
    schema: 1,
    method: method.id,
    dataset: "folder",
    category: category.name,
    seed,
    configHash: await configHash(config),
    config: { ...config },
    code: codeVersion(),
    backend: backendFacts(backend),
    machine: machineFacts(),
    data: { ...describeData(category), fingerprint: dataFingerprint },
    selection: "last epoch",
    ...describeTraining(detector, report),
    seconds: {
      training: report.history.seconds,
      scoring: scored.seconds,
      total: (performance.now() - started) / 1000,
    },
    peakMemory: peakMemory(),
    metrics,
  };
  await writeRecord(`${out}/record.json`, record);
  return record;
}

function decoding(onProgress?: ProgressListener): (done: number, total: number) => void {
  return (done, total) => onProgress?.({ phase: "decode", done, total });
}

/** Says before the training, not after it, that no AUROC can be computed. */
function requireBothLabels({ root, test }: Category): void {
  for (const [label, name] of [[0, "normal (test/good)"], [1, "anomalous"]] as const) {
    if (!test.some((file) => file.label === label)) {
      throw new InputError(`${root}/test: no ${name} images; the AUROC needs both kinds`);
    }
  }
}

function evaluate(
  test: ImageSet,
  scored: ScoredImages,
  masks: Uint8Array | undefined,
  seed: number,
): RunRecord["metrics"] {
  const labels = test.files.map((file) => file.label);
  const { scores, maps } = scored;
  const withInterval = (metric: typeof auroc) => ({
    value: metric(scores, labels),
    ...bootstrapInterval({ scores, labels, metric, seed }),
  });
  return {
    imageAuroc: withInterval(auroc),
    imageAveragePrecision: withInterval(averagePrecision),
    pixelAuroc: maps && masks
      ? {
        value: pixelAuroc(maps, masks),
        ...pixelAurocInterval({ maps, masks, imageCount: test.files.length, seed }),
      }
      : undefined,
  };
}

async function writeMaps(
  out: string,
  test: ImageSet,
  scored: ScoredImages,
  masks: Uint8Array | undefined,
): Promise<void> {
  const { maps, reconstructions } = scored;
  if (!maps || !reconstructions) return;
  await writeHeatmaps({
    folder: out,
    set: test,
    scores: scored.scores,
    maps,
    reconstructions,
    masks,
  });
}

function describeData({ train, test, warnings }: Category): Omit<RunRecord["data"], "fingerprint"> {
  const count = (label: 0 | 1) => test.filter((file) => file.label === label).length;
  return {
    trainingImages: train.length,
    testNormal: count(0),
    testAnomalous: count(1),
    masks: test.filter((file) => file.mask).length,
    warnings: [...warnings],
  };
}

function describeTraining(
  detector: Detector,
  { history, diagnostics, warnings }: FitReport,
): Pick<RunRecord, "epochs" | "steps" | "parameters" | "diagnostics" | "warnings" | "losses"> {
  return {
    epochs: history.losses.length,
    steps: history.steps,
    parameters: detector.parameterCount,
    diagnostics: { ...diagnostics },
    warnings: [...warnings],
    losses: history.losses.map((terms) => ({ ...terms })),
  };
}
