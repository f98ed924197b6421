/**
 * How sets of images are scored, and what comes of it.
 *
 * @module
 */
import type { Calibration } from "../calibration/calibration.ts";
import type { ErrorSample } from "../calibration/errors.ts";
import type { Detector } from "../detector.ts";
import type { ErrorStatistic } from "../error_facts.ts";
import type { Region } from "../../metrics/mod.ts";
import type { ProgressListener } from "../../train/progress.ts";

/** What of a detector scoring needs. */
export type Scoring = Pick<Detector, "score" | "errors" | "scoredTogether" | "mapScores">;

/** Scores of the errors, `[n]` each. */
export interface Statistics extends Readonly<Record<ErrorStatistic, Float32Array | Float64Array>> {
  /** In standard deviations over the training images, where a calibration is given. */
  readonly calibrated?: Float32Array;
}

/** Raw results for a set of images, in its order. */
export interface ScoredImages {
  /** `[n]`. */
  readonly scores: Float32Array;
  /** `[n, h, w]`, where the method has maps. */
  readonly maps?: Float32Array;
  /** `[n, h, w, c]` in [−1, 1], where the method reconstructs. */
  readonly reconstructions?: Float32Array;
  /** Of the errors, `[n]` each, where the method reconstructs. */
  readonly statistics?: Statistics;
  /** `[n, h, w]` in standard deviations at each position, where a calibration is given. */
  readonly calibratedMaps?: Float32Array;
  /** What calibrations are made from, where it is to be kept and the method reconstructs. */
  readonly errors?: ErrorSample;
  /** Regions above `regionsAbove` in pixels of the files, of images that are scored in tiles. */
  readonly regions?: readonly (readonly Region[])[];
  /** Time that scoring took. */
  readonly seconds: number;
}

/** How to score. */
export interface ScoringOptions {
  /** Scores in standard deviations are given too. */
  readonly calibration?: Calibration;
  /** Whether what calibrations are made from is given too. */
  readonly keepErrors?: boolean;
  /** Hears of images that are scored. */
  readonly onProgress?: ProgressListener;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** Threshold of pixels; where images are scored in tiles, regions above it are found meanwhile. */
  readonly regionsAbove?: number;
}
