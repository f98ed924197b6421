/**
 * Bootstrap intervals over images.
 *
 * @module
 */
import { Random, STREAM } from "../random.ts";
import { sortedQuantile } from "./quantile.ts";
import { checkLevel, checkScores } from "./validation.ts";

/** How an interval is drawn. */
export interface BootstrapOptions {
  /** Number of resamples. Default 2000. */
  readonly replicates?: number;
  /** Coverage. Default 0.95. */
  readonly level?: number;
  /** Decides the resamples. Default 0. */
  readonly seed?: number;
}

/** A percentile interval. */
export interface Interval {
  /** Lower bound. */
  readonly low: number;
  /** Upper bound. */
  readonly high: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /** Number of resamples that it was taken from, without those that were left out. */
  readonly replicates: number;
}

/**
 * Percentile bootstrap interval of a metric of image scores.
 *
 * Images are drawn with replacement, normal and anomalous ones separately, so that each resample has
 * as many of each as the data. The interval covers the choice of test images, not that of the
 * training seed.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 *
 * @param options.scores Raw scores.
 * @param options.labels 0 = normal, 1 = anomalous.
 * @param options.metric Computes the value of a resample.
 * @throws {InputError} As the metric, for the data as a whole.
 *
 * @example
 * ```ts
 * import { auroc } from "./auroc.ts";
 * import { bootstrapInterval } from "./bootstrap.ts";
 * import { assert } from "@std/assert";
 *
 * const scores = [1, 2, 3, 4, 5, 6];
 * const labels = [0, 0, 1, 0, 1, 1];
 * const { low, high } = bootstrapInterval({ scores, labels, metric: auroc });
 * assert(low <= auroc(scores, labels) && auroc(scores, labels) <= high);
 * ```
 */
export function bootstrapInterval(
  { scores, labels, metric, ...options }: {
    scores: ArrayLike<number>;
    labels: ArrayLike<number>;
    metric: (scores: ArrayLike<number>, labels: ArrayLike<number>) => number;
  } & BootstrapOptions,
): Interval {
  checkScores("bootstrap interval", scores, labels);
  const all = Array.from(scores, (_, i) => i);
  const strata = [0, 1].map((label) => all.filter((i) => labels[i] === label));
  // Scores of single precision are ranked by a radix sort, several times as fast.
  const drawnScores = scores instanceof Float32Array
    ? new Float32Array(scores.length)
    : new Float64Array(scores.length);
  const drawnLabels = new Uint8Array(scores.length);
  return percentileInterval(strata, options, (drawn) => {
    drawn.forEach((from, to) => {
      drawnScores[to] = scores[from]!;
      drawnLabels[to] = labels[from]!;
    });
    // A resample of equal scores ranks nothing; for a whole dataset the metric refuses that.
    return drawnScores.every((score) => score === drawnScores[0])
      ? NaN
      : metric(drawnScores, drawnLabels);
  });
}

/**
 * The interval between the percentiles of `value` over resamples; resamples whose value is NaN are
 * left out.
 *
 * @param strata Indices that are resampled among themselves.
 * @param value Computes one resample's value from the drawn indices.
 */
export function percentileInterval(
  strata: readonly (readonly number[])[],
  { replicates = 2000, level = 0.95, seed = 0 }: BootstrapOptions,
  value: (drawn: readonly number[]) => number,
): Interval {
  checkLevel(level);
  const random = new Random(seed, STREAM.bootstrap);
  const values = Array.from({ length: replicates }, () =>
    value(
      strata.flatMap((stratum) => stratum.map(() => stratum[random.integer(stratum.length)]!)),
    )).filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return {
    low: sortedQuantile(values, tail),
    high: sortedQuantile(values, 1 - tail),
    level,
    replicates: values.length,
  };
}
