/**
 * The record of one run: everything behind a table cell.
 *
 * @module
 */
import type { CudaDevice } from "../../backend/cuda/driver.ts";
import type { AdapterInfo } from "../../backend/settings/facts.ts";
import type { DatasetName, Protocol, TypeCount } from "../../data/mod.ts";
import type { ErrorStatistic } from "../../detector/contract/error_facts.ts";
import type { StoredThreshold } from "../../detector/thresholds/thresholds.ts";
import type { F1Max, NormalInterval, ReconstructionErrors } from "../../metrics/mod.ts";
import type { NamedPlugin } from "../../registry/plugin.ts";
import type { RecordedCalibration } from "./calibration_record.ts";
import type { ControlResults } from "./controls.ts";
import type { Learning, Shift } from "./diagnostics.ts";

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
    /** The same of the test images only; older records have none. */
    readonly testFingerprint?: string;
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
