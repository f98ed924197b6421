/**
 * The part of a record that tables read. Only this file knows a record's fields.
 *
 * @module
 */
import { type DatasetName, officialImages, type Protocol } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { METHODS } from "../../registry/registry.ts";
import { missingImages } from "../compare/missing_images.ts";
import { comparedBy, imageMetrics, isTrained, type ScoreName } from "../compare/statistic.ts";
import { configHash } from "../run/config_hash.ts";
import type { RecordedMetric, RunRecord } from "../run/record.ts";

/** A value of one run; some metrics have an interval over test images. */
export type RunValue = Pick<RecordedMetric, "value"> & Partial<Omit<RecordedMetric, "value">>;

/** A metric that tables can show. */
export interface TableMetric {
  /** Title as printed. */
  readonly title: string;
  /** Reads its value from a record; `undefined` where the run has none, for example without masks. */
  readonly of: (metrics: Partial<RunRecord["metrics"]>) => RunValue | undefined;
}

/** The metrics by their names on the command line. */
export const METRICS: Readonly<Record<string, TableMetric>> = {
  "image-auroc": { title: "image AUROC", of: (metrics) => metrics.imageAuroc },
  "image-ap": { title: "image average precision", of: (metrics) => metrics.imageAveragePrecision },
  "image-f1-max": { title: "image F1-max", of: (metrics) => metrics.imageF1Max },
  "image-fpr95": {
    title: "false-positive rate at 95 % recall",
    of: (metrics) => plain(metrics.imageFalsePositiveRate95),
  },
  "pixel-auroc": { title: "pixel AUROC", of: (metrics) => metrics.pixelAuroc },
  "pixel-ap": {
    title: "pixel average precision",
    of: (metrics) => plain(metrics.pixelAveragePrecision),
  },
  "pixel-pro": { title: "PRO", of: (metrics) => plain(metrics.pixelPro) },
  "pixel-f1-max": { title: "pixel F1-max", of: (metrics) => metrics.pixelF1Max },
};

function plain(value: number | undefined): RunValue | undefined {
  return value === undefined ? undefined : { value };
}

/** A number of images, and how many the official set has, if known. */
export interface ImageCount {
  /** Images that the run had. */
  readonly used: number;
  /** Images of the official set; absent where there is none. */
  readonly official?: number;
}

/** One run, as far as a table needs it. */
export interface Entry {
  /** File of the record. */
  readonly file: string;
  /** Id of the method. */
  readonly method: string;
  /** Kind of data: `mvtec`. */
  readonly dataset: DatasetName;
  /** Which class is normal. */
  readonly protocol: Protocol;
  /** Category or class. */
  readonly category: string;
  /** Training seed. */
  readonly seed: number;
  /** Height and width of the images in pixels. */
  readonly imageSize: number;
  /** Passes over the training images. */
  readonly epochs: number;
  /** Whether the number of epochs is the method's default for that many training images. */
  readonly epochsByDefault: boolean;
  /** The configuration without the fields that differ between the categories of one sweep. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The tuning that chose the configuration, where one did. */
  readonly tuned?: string;
  /** Equal for equal settings. */
  readonly settingsHash: string;
  /** Arithmetic: `fp32`, `bf16`, on a GPU `tf32`. */
  readonly precision: string;
  /** The kind of device; runs on the two are never averaged. */
  readonly device: "CPU" | "GPU";
  /** Id of the backend. */
  readonly backend: string;
  /** Identifies the images. */
  readonly fingerprint: string;
  /** How many training and test images were used, and how many there are of the official set. */
  readonly images: Readonly<Record<"train" | "test", ImageCount>>;
  /** Wall time of the whole run. */
  readonly seconds: number;
  /** Which part of the official set is missing; absent where it is complete. */
  readonly partial?: string;
  /** Why the model has learnt nothing; absent where it has, or the record does not say. */
  readonly untrained?: string;
  /** The metrics and intervals of the record. */
  readonly metrics: RunRecord["metrics"];
  /** Metrics of the statistics of the error, where the record has them. */
  readonly statistics?: RunRecord["statistics"];
  /** Names the method's own score; own scores of other names are not compared with it. */
  readonly own: string;
  /** Names the calibrated score; calibrated scores of other names are not averaged with it. */
  readonly calibrated?: string;
  /** Results of scores without a network on the same images, where the record has them. */
  readonly controls?: RunRecord["controls"];
}

/** Default numbers of epochs by the facts that they depend on. */
export type DefaultEpochs = Map<string, unknown>;

/**
 * Makes the entry of a record.
 *
 * `channels` is not a setting: categories of one sweep are gray or colour. Neither is `epochs`, whose
 * default depends on the number of images; {@linkcode Entry.epochs} is compared separately.
 *
 * @param defaults A cache shared between records, so that each configuration is completed only once.
 */
export async function toEntry(
  file: string,
  record: RunRecord,
  defaults: DefaultEpochs = new Map(),
): Promise<Entry> {
  const { method, dataset, category, seed, epochs, metrics } = record;
  const { channels: _, epochs: _epochs, ...fields } = record.config;
  // Another version of a plug-in is another column.
  const settings = {
    // Tuned runs share a column, though each category has its own fields.
    ...(record.tuned === undefined ? fields : { imageSize: fields.imageSize, tuned: true }),
    ...(record.plugin && { plugin: record.plugin.sha256.slice(0, 12) }),
  };
  const settingsHash = await configHash(settings);
  const key = JSON.stringify([method, settingsHash, record.data.trainingImages]);
  if (!defaults.has(key)) defaults.set(key, defaultEpochs(record));
  return {
    file,
    method,
    dataset,
    protocol: record.protocol,
    category,
    seed,
    imageSize: Number(record.config.imageSize),
    epochs,
    epochsByDefault: record.tuned !== undefined || defaults.get(key) === record.config.epochs,
    settings,
    tuned: record.tuned,
    settingsHash,
    precision: precisionOf(record.backend),
    device: record.backend.devices.includes("GPU") ? "GPU" : "CPU",
    backend: record.backend.id,
    fingerprint: record.data.fingerprint,
    images: countOfficial(record),
    seconds: record.seconds.total,
    partial: missingImages(record),
    untrained: isTrained(record)
      ? undefined
      : record.diagnostics.learning?.reason ?? "nothing learnt",
    metrics,
    statistics: record.statistics,
    own: comparedBy(record, "own"),
    calibrated: record.statistics?.calibrated && comparedBy(record, "calibrated"),
    controls: record.controls,
  };
}

function countOfficial({ dataset, category, protocol, data }: RunRecord): Entry["images"] {
  const official = officialImages(dataset, category, protocol);
  return {
    train: { used: data.trainingImages, official: official?.train },
    test: { used: data.testNormal + data.testAnomalous, official: official?.test },
  };
}

/**
 * Arithmetic of a run. TF32 is a setting of NVIDIA's libraries, off unless a record says that it was
 * on.
 */
function precisionOf({ id, devices, precision, flags }: RunRecord["backend"]): string {
  const onGpu = id === "tensorflow" && devices.includes("GPU");
  return onGpu && flags.NVIDIA_TF32_OVERRIDE === "1" ? "tf32" : precision;
}

/** A run's value for a metric and a score; absent where the record lacks it. */
export function entryValue(
  entry: Pick<Entry, "metrics" | "statistics">,
  metric: TableMetric,
  score: ScoreName,
): RunValue | undefined {
  const metrics = imageMetrics(entry, score);
  return metrics && metric.of(metrics);
}

/** The epochs that the method's configuration gets by default; absent if it has none. */
export function defaultEpochs({ method, config, data }: RunRecord): unknown {
  const { epochs: _, ...rest } = config;
  const facts = {
    imageSize: Number(config.imageSize),
    channels: config.channels === 1 ? 1 as const : 3 as const,
    trainingImages: data.trainingImages,
  };
  try {
    const resolved = METHODS.find(({ id }) => id === method)?.resolve(rest, facts, method);
    return resolved && "epochs" in resolved ? resolved.epochs : undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined; // a configuration of another version: compared by its own number
  }
}
