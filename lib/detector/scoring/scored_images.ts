/**
 * Options and results of scoring sets of images.
 *
 * @module
 */
import type { Region } from "../../metrics/mod.ts";
import type { ProgressListener } from "../../train/progress.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { ErrorSample } from "../calibration/errors.ts";
import type { Detector } from "../contract/detector.ts";
import type { ErrorStatistic } from "../contract/error_facts.ts";

/** The parts of a detector that scoring needs. */
export type Scoring = Pick<Detector, "score" | "errors" | "scoredTogether" | "mapScores">;

/** Scores of the errors, `[n]` each. */
export interface Statistics extends Readonly<Record<ErrorStatistic, Float32Array | Float64Array>> {
  /** In standard deviations over the training images, if a calibration is given. */
  readonly calibrated?: Float32Array;
}

/** Raw results for a set of images, in its order. */
export interface ScoredImages {
  /** `[n]`. */
  readonly scores: Float32Array;
  /** `[n, h, w]`, if the method has maps. */
  readonly maps?: Float32Array;
  /** `[n, h, w, c]` in [−1, 1], if the method reconstructs. */
  readonly reconstructions?: Float32Array;
  /** Of the errors, `[n]` each, if the method reconstructs. */
  readonly statistics?: Statistics;
  /** `[n, h, w]` in standard deviations at each position, if a calibration is given. */
  readonly calibratedMaps?: Float32Array;
  /** The errors that calibrations are made from, if they are to be kept and the method reconstructs. */
  readonly errors?: ErrorSample;
  /** Regions above `regionsAbove` in pixels of the files, for images that are scored in tiles. */
  readonly regions?: readonly (readonly Region[])[];
  /** Time that scoring took. */
  readonly seconds: number;
}

/** Results for some images of a set that follow one another. */
export interface ScoredPart extends Omit<ScoredImages, "seconds"> {
  /** Index of the first of them in the set. */
  readonly start: number;
}

/** Values of some images of a set that follow one another, as they were computed. */
export interface PartialValues {
  /** Index of the first of them in the set. */
  readonly start: number;
  /** Number of images. */
  readonly count: number;
  /** By name, the values of these images and no others, `[count, …]`. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** See `ScoredImages`. */
  readonly regions?: readonly (readonly Region[])[];
}

/** How to score. */
export interface ScoringOptions {
  /** If given, scores in standard deviations are returned too. */
  readonly calibration?: Calibration;
  /** Whether to return the errors that calibrations are made from, too. */
  readonly keepErrors?: boolean;
  /** Called as images are scored. */
  readonly onProgress?: ProgressListener;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** Threshold of pixels; if images are scored in tiles, regions above it are found on the way. */
  readonly regionsAbove?: number;
}
