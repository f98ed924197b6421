/**
 * The record of one run: everything behind a table cell.
 *
 * @module
 */
import { z } from "zod";
import type { CudaDevice } from "../backend/cuda/driver.ts";
import type { AdapterInfo } from "../backend/webgpu/adapter.ts";
import { parseConfig } from "../config.ts";
import {
  DATASET_NAMES,
  type DatasetName,
  type Protocol,
  PROTOCOLS,
  type TypeCount,
} from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { writeFileAtomically } from "../files.ts";
import { ERROR_STATISTICS, type ErrorStatistic } from "../detector/error_facts.ts";
import { storedThreshold } from "../detector/stored_thresholds.ts";
import type { StoredThreshold } from "../detector/thresholds.ts";
import { type NamedPlugin, namedPluginSchema } from "../registry/plugin.ts";
import type { F1Max, NormalInterval, ReconstructionErrors } from "../metrics/mod.ts";
import { type RecordedCalibration, recordedCalibration } from "./calibration_record.ts";
import { type ControlResults, controlResults } from "./controls.ts";
import { type Learning, learning, type Shift, shift } from "./diagnostics.ts";

/** Version of the records that this code writes. */
const SCHEMA = 3;

/** The previous version, without `statistics` and `diagnostics.learning`, which can still be read. */
const OLDER = 2;

/** A metric of raw scores over all images or pixels, with its bootstrap interval. */
export interface RecordedMetric {
  /** On the test set. */
  readonly value: number;
  /** Lower bound of the interval. */
  readonly low: number;
  /** Upper bound of the interval. */
  readonly high: number;
  /** Coverage of the interval, for example 0.95. */
  readonly level: number;
  /** Number of resamples behind the interval. */
  readonly replicates: number;
}

/** How well image scores separate anomalous from normal images. */
export interface ImageMetrics {
  /** `deLong` is absent where the test set has only one image of a kind. */
  readonly imageAuroc: RecordedMetric & { readonly deLong?: NormalInterval };
  /** On the test set. */
  readonly imageAveragePrecision: RecordedMetric;
  /** The threshold is the best for the test images, so the value is a bound. */
  readonly imageF1Max: F1Max;
  /** Share of normal images that are flagged at the threshold that finds 95 % of the anomalous ones. */
  readonly imageFalsePositiveRate95: number;
}

/** How well maps and reconstructions show defects; all absent without masks or without maps. */
export interface PixelMetrics {
  /** Of all pixels together. */
  readonly pixelAuroc?: RecordedMetric;
  /** Of all pixels together. */
  readonly pixelAveragePrecision?: number;
  /** Per-region overlap up to a false-positive rate of 0.3. */
  readonly pixelPro?: number;
  /** The threshold is the best for the test images, so the value is a bound. */
  readonly pixelF1Max?: F1Max;
  /** How well normal images and defects are rebuilt, where the method reconstructs. */
  readonly reconstructionErrors?: ReconstructionErrors;
}

/**
 * The image metrics of each statistic of the reconstruction errors, whatever the method's own score
 * is. A statistic that is the same for all test images is left out.
 */
export interface StatisticMetrics extends Partial<Readonly<Record<ErrorStatistic, ImageMetrics>>> {
  /** The statistic that the method's own score equals or ranks like; `own` where there is none. */
  readonly own: ErrorStatistic | "own";
  /** Standard deviation of the smoothing of `top` and `max`, in pixels; 0 = none. */
  readonly sigma: number;
  /** Metrics of the calibrated scores and, with masks, of the calibrated maps. */
  readonly calibrated?: ImageMetrics & Omit<PixelMetrics, "reconstructionErrors">;
}

/** One finished run. */
export interface RunRecord {
  /** Version of this format; 2 has neither `statistics` nor `diagnostics.learning`. */
  readonly schema: 2 | 3;
  /** Id of the method. */
  readonly method: string;
  /** The file that registered the method; absent for methods of this package. */
  readonly plugin?: NamedPlugin;
  /** The data set: `mvtec`, `cifar10`; `folder` for the user's own. */
  readonly dataset: DatasetName;
  /** The category within the set: `bottle`, `airplane`. */
  readonly category: string;
  /** Which classes count as normal; numbers of two protocols cannot be compared. */
  readonly protocol: Protocol;
  /** Seed of initial values, order and resamples. */
  readonly seed: number;
  /** From {@linkcode configHash}. */
  readonly configHash: string;
  /** The complete configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The tuning that chose it on the category's training images; absent where none did. */
  readonly tuned?: string;
  /** The project's version and, in a git checkout, its commit. */
  readonly code: { readonly version: string; readonly commit?: string };
  /** The backend that computed the tensors. */
  readonly backend: {
    readonly id: string;
    readonly description: string;
    readonly tfjs: string;
    readonly tensorflow?: string;
    readonly binding?: string;
    /** The adapter that WebGPU ran on. */
    readonly adapter?: AdapterInfo;
    readonly devices: readonly string[];
    /** The driver and its devices, where TensorFlow ran on a GPU. */
    readonly gpu?: {
      readonly cuda: string;
      readonly module?: string;
      readonly devices: readonly CudaDevice[];
    };
    /** Threads one op may use; 0 = the library's choice. */
    readonly threads: number;
    /** Whether steps ran as compiled functions rather than op by op. */
    readonly compiled: boolean;
    /** Arithmetic of convolutions and matrix products: `fp32`, `bf16`. */
    readonly precision: string;
    /** Settings that change the last bits of results. */
    readonly flags: Readonly<Record<string, string>>;
  };
  /** The machine that the run was made on. */
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly deno: string;
  };
  /** The data of training and test. */
  readonly data: {
    /** SHA-256 over the paths and contents of all images and masks. */
    readonly fingerprint: string;
    readonly trainingImages: number;
    readonly testNormal: number;
    readonly testAnomalous: number;
    readonly masks: number;
    /**
     * Normal images set aside for thresholds, neither trained on nor tested; absent where there are
     * none.
     */
    readonly heldOut?: number;
    /** Number of test images whose content is also in the training set. */
    readonly duplicates: number;
    /** How a copy of a published set differs from it; absent for complete copies and for other data. */
    readonly partial?: string;
    /** Images of each type in each half. */
    readonly types: readonly TypeCount[];
    readonly warnings: readonly string[];
  };
  /** How the evaluated weights were chosen; `no training` where a method takes no step. */
  readonly selection: "last epoch" | "no training";
  /** Passes over the training images. */
  readonly epochs: number;
  /** Updates of the weights. */
  readonly steps: number;
  /** Number of trained values. */
  readonly parameters: number;
  /** Wall time, over all parts of a run that was resumed; `total` includes decoding and writing. */
  readonly seconds: {
    readonly training: number;
    readonly scoring: number;
    readonly total: number;
  };
  /** Peak resident memory of the process in bytes. */
  readonly peakMemory: number;
  /** Metrics of raw scores on the test set; those of images are absent where none is anomalous. */
  readonly metrics: Partial<ImageMetrics> & PixelMetrics;
  /** Thresholds stored with the model; absent in older records. */
  readonly thresholds?: readonly StoredThreshold[];
  /** How scores are calibrated, or why they are not; absent in older records. */
  readonly calibration?: RecordedCalibration;
  /** Results of scores without a network on the same images; absent in older records. */
  readonly controls?: ControlResults;
  /**
   * Metrics of other scores of the same reconstructions; absent where the method does not
   * reconstruct.
   */
  readonly statistics?: StatisticMetrics;
  /**
   * Facts about the trained model: what it learnt, where something is trained, and others from its
   * detector.
   */
  readonly diagnostics: Readonly<Record<string, unknown>> & {
    readonly learning?: Learning;
    /** Whether the normal test images are like the training images. */
    readonly shift?: Shift;
  };
  /** Warnings that the user saw about the trained model. */
  readonly warnings: readonly string[];
  /** Mean loss terms, one entry per epoch. */
  readonly losses: readonly Readonly<Record<string, number>>[];
}

const metric = z.strictObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number(),
  replicates: z.int(),
});

const deLong = z.strictObject({
  low: z.number(),
  high: z.number(),
  level: z.number(),
  standardError: z.number(),
});

const f1Max = z.strictObject({ value: z.number(), threshold: z.number() });

const imageMetrics = z.strictObject({
  imageAuroc: metric.extend({ deLong: deLong.optional() }),
  imageAveragePrecision: metric,
  imageF1Max: f1Max,
  imageFalsePositiveRate95: z.number(),
});

const pixelMetrics = z.strictObject({
  pixelAuroc: metric.optional(),
  pixelAveragePrecision: z.number().optional(),
  pixelPro: z.number().optional(),
  pixelF1Max: f1Max.optional(),
});

const schema: z.ZodType<RunRecord> = z.strictObject({
  schema: z.union([z.literal(OLDER), z.literal(SCHEMA)]),
  method: z.string(),
  plugin: namedPluginSchema.optional(),
  dataset: z.enum(DATASET_NAMES),
  category: z.string(),
  protocol: z.enum(PROTOCOLS),
  seed: z.int(),
  configHash: z.string(),
  config: z.record(z.string(), z.unknown()),
  tuned: z.string().optional(),
  code: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  backend: z.strictObject({
    id: z.string(),
    description: z.string(),
    tfjs: z.string(),
    tensorflow: z.string().optional(),
    binding: z.string().optional(),
    adapter: z.strictObject({ name: z.string(), software: z.boolean() }).optional(),
    devices: z.array(z.string()),
    gpu: z.strictObject({
      cuda: z.string(),
      module: z.string().optional(),
      devices: z.array(z.strictObject({
        name: z.string(),
        memory: z.int(),
        computeCapability: z.string(),
      })),
    }).optional(),
    threads: z.int(),
    compiled: z.boolean(),
    precision: z.string(),
    flags: z.record(z.string(), z.string()),
  }),
  machine: z.strictObject({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.int(),
    deno: z.string(),
  }),
  data: z.strictObject({
    fingerprint: z.string(),
    trainingImages: z.int(),
    testNormal: z.int(),
    testAnomalous: z.int(),
    masks: z.int(),
    heldOut: z.int().optional(),
    duplicates: z.int(),
    partial: z.string().optional(),
    types: z.array(z.strictObject({
      split: z.enum(["train", "test"]),
      type: z.string(),
      label: z.union([z.literal(0), z.literal(1)]),
      images: z.int(),
      masks: z.int(),
    })),
    warnings: z.array(z.string()),
  }),
  selection: z.enum(["last epoch", "no training"]),
  epochs: z.int(),
  steps: z.int(),
  parameters: z.int(),
  seconds: z.strictObject({ training: z.number(), scoring: z.number(), total: z.number() }),
  peakMemory: z.number(),
  metrics: imageMetrics.partial().extend({
    ...pixelMetrics.shape,
    reconstructionErrors: z.strictObject({
      normal: z.number(),
      defect: z.number().optional(),
      surroundings: z.number().optional(),
    }).optional(),
  }),
  thresholds: z.array(storedThreshold).optional(),
  calibration: recordedCalibration.optional(),
  controls: controlResults.optional(),
  statistics: z.strictObject({
    own: z.enum([...ERROR_STATISTICS, "own"]),
    sigma: z.number(),
    ...Object.fromEntries(ERROR_STATISTICS.map((name) => [name, imageMetrics.optional()])),
    calibrated: imageMetrics.extend(pixelMetrics.shape).optional(),
  }).optional(),
  diagnostics: z.looseObject({ learning: learning.optional(), shift: shift.optional() }),
  warnings: z.array(z.string()),
  losses: z.array(z.record(z.string(), z.number())),
});

/**
 * Reads and checks a record of this version or the previous one. Earlier versions are refused, as
 * their metrics differ.
 *
 * @throws {InputError} Naming the file and the field.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new InputError(`${path}: no such record`) : error;
  });
  const json = parseJson(text, path);
  const found = z.object({ schema: z.int() }).safeParse(json);
  if (found.success && ![OLDER, SCHEMA].includes(found.data.schema)) {
    throw new InputError(
      `${path}: schema: found ${found.data.schema}, expected ${SCHEMA}; ` +
        (found.data.schema < OLDER
          ? "it is of an earlier version: run the training again"
          : "it is of a later version of this project: use that"),
    );
  }
  return parseConfig(schema, json, path);
}

/** Writes a record atomically: a reader sees all of it or nothing. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  parseConfig(schema, record, path);
  await writeFileAtomically(path, JSON.stringify(record, null, 2) + "\n");
}
