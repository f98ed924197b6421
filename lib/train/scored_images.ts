/**
 * How sets of images are scored, and what comes of it.
 *
 * @module
 */
import type { ErrorStatistic } from "../methods/error_facts.ts";
import type { Region } from "../metrics/mod.ts";
import type { ProgressListener } from "./progress.ts";

/** Raw results for a set of images, in its order. */
export interface ScoredImages {
  /** `[n]`. */
  readonly scores: Float32Array;
  /** `[n, h, w]`, where the method has maps. */
  readonly maps?: Float32Array;
  /** `[n, h, w, c]` in [−1, 1], where the method reconstructs. */
  readonly reconstructions?: Float32Array;
  /** Of the errors, `[n]` each, where the method reconstructs. */
  readonly statistics?: Readonly<Record<ErrorStatistic, Float32Array | Float64Array>>;
  /** Regions above `regionsAbove` in pixels of the files, of images that are scored in tiles. */
  readonly regions?: readonly (readonly Region[])[];
  /** Time that scoring took. */
  readonly seconds: number;
}

/** How to score. */
export interface ScoringOptions {
  /** Hears of images that are scored. */
  readonly onProgress?: ProgressListener;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** Threshold of pixels; where images are scored in tiles, regions above it are found meanwhile. */
  readonly regionsAbove?: number;
}
