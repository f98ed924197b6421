/**
 * Bootstrap intervals over images.
 *
 * @module
 */
import { Random, STREAM } from "../../random.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import { checkLevel, checkScores } from "../statistics/validation.ts";
import { ResampledCounts, type ThresholdCounts } from "./counts.ts";

/** Number of resamples by default. */
export const DEFAULT_REPLICATES = 2000;

/** How an interval is drawn. */
export interface BootstrapOptions {
  /** Number of resamples. Default {@linkcode DEFAULT_REPLICATES}. */
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

/** A metric that depends only on the order of scores. */
export type RankingMetric = (counts: ThresholdCounts) => number;

/**
 * Percentile bootstrap intervals of metrics of image scores, all from the same resamples.
 *
 * Images are drawn with replacement, normal and anomalous ones separately, so that each resample has
 * as many of each as the data. The interval covers the choice of test images, not that of the
 * training seed. Resamples of equal scores rank nothing and are left out.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 *
 * @param options.scores Kinds of raw scores of the same images. Each is sorted once: a resample only
 * says how often each image counts.
 * @param options.labels 0 = normal, 1 = anomalous.
 * @param options.metrics Metrics by name.
 * @returns For each kind of score, the interval of each metric.
 * @throws {InputError} As the metrics, for the data as a whole.
 *
 * @example
 * ```ts
 * import { auroc, aurocOfCounts } from "./auroc.ts";
 * import { bootstrapIntervals } from "./bootstrap.ts";
 * import { assert } from "@std/assert";
 *
 * const scores = [1, 2, 3, 4, 5, 6];
 * const labels = [0, 0, 1, 0, 1, 1];
 * const metrics = { auroc: aurocOfCounts };
 * const [intervals] = bootstrapIntervals({ scores: [scores], labels, metrics });
 * const { low, high } = intervals!.auroc;
 * assert(low <= auroc(scores, labels) && auroc(scores, labels) <= high);
 * ```
 */
export function bootstrapIntervals<M extends string>(
  { scores, labels, metrics, replicates = DEFAULT_REPLICATES, level = 0.95, seed = 0 }: {
    scores: readonly ArrayLike<number>[];
    labels: ArrayLike<number>;
    metrics: Readonly<Record<M, RankingMetric>>;
  } & BootstrapOptions,
): Record<M, Interval>[] {
  checkLevel(level);
  for (const kind of scores) checkScores("bootstrap interval", kind, labels);
  const all = Array.from(labels, (_, i) => i);
  const strata = [0, 1].map((label) => all.filter((i) => labels[i] === label));
  const names = Object.keys(metrics) as M[];
  const kinds = scores.map((kind) => ({
    resampled: new ResampledCounts(kind, labels),
    values: names.map(() => new Float64Array(replicates)),
  }));
  const random = new Random(seed, STREAM.bootstrap);
  const times = new Uint32Array(labels.length);
  for (let replicate = 0; replicate < replicates; replicate++) {
    times.fill(0);
    for (const stratum of strata) {
      for (let i = 0; i < stratum.length; i++) times[stratum[random.integer(stratum.length)]!]!++;
    }
    for (const { resampled, values } of kinds) {
      const counts = resampled.of(times);
      names.forEach((name, m) => {
        values[m]![replicate] = counts.thresholds.length > 1 ? metrics[name](counts) : NaN;
      });
    }
  }
  return kinds.map(({ values }) =>
    Object.fromEntries(
      names.map((name, m) => [name, intervalBetween(values[m]!, level)]),
    ) as Record<
      M,
      Interval
    >
  );
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
  { replicates = DEFAULT_REPLICATES, level = 0.95, seed = 0 }: BootstrapOptions,
  value: (drawn: readonly number[]) => number,
): Interval {
  checkLevel(level);
  const random = new Random(seed, STREAM.bootstrap);
  const values = Float64Array.from(
    { length: replicates },
    () => value(strata.flatMap((own) => own.map(() => own[random.integer(own.length)]!))),
  );
  return intervalBetween(values, level);
}

function intervalBetween(all: Float64Array, level: number): Interval {
  const values = all.filter((value) => !Number.isNaN(value)).sort();
  const tail = (1 - level) / 2;
  return {
    low: sortedQuantile(values, tail),
    high: sortedQuantile(values, 1 - tail),
    level,
    replicates: values.length,
  };
}
