/**
 * The interval of a mean over kinds of defects and folds.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { studentQuantile } from "../../record/table/statistics.ts";

/** A value for one kind of defect in one fold. */
export interface CrossedValue {
  readonly kind: string;
  readonly fold: number;
  readonly value: number;
}

/** An interval with its coverage. */
export interface CrossedInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

const LEVEL = 0.95;

/**
 * Interval of Student's t for the mean over kinds and folds, both of which could have been others: the
 * variance of the mean is that of the kinds' means plus that of the folds' means, and the degrees of
 * freedom are Satterthwaite's, rounded down. The scatter of single values is in both, so the interval is
 * rather too wide than too narrow.
 *
 * Source: Satterthwaite, An Approximate Distribution of Estimates of Variance Components, Biometrics
 * Bulletin 2, 1946.
 *
 * @param range What a mean can be. All of it is the interval of a single value, whose scatter is unknown.
 *
 * @example
 * ```ts
 * import { crossedInterval } from "./crossed_interval.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const values = [0.1, 0.2, 0.3].map((value, i) => ({ kind: `${i}`, fold: 0, value }));
 * const { low } = crossedInterval(values, [-1, 1]);
 * assertAlmostEquals(low, 0.2 - 4.3027 * 0.1 / Math.sqrt(3), 1e-4);
 * ```
 */
export function crossedInterval(
  values: readonly CrossedValue[],
  [least, most]: readonly [number, number],
): CrossedInterval {
  const factors = [
    Map.groupBy(values, ({ kind }) => kind),
    Map.groupBy(values, ({ fold }) => `${fold}`),
  ].filter(({ size }) => size > 1);
  if (factors.length === 0) return { low: least, high: most, level: LEVEL };
  const parts = factors.map((groups) => {
    const means = [...groups.values()].map((own) => average(own.map(({ value }) => value)));
    const middle = average(means);
    const squares = means.reduce((sum, mean) => sum + (mean - middle) ** 2, 0);
    return { variance: squares / (means.length - 1) / means.length, degrees: means.length - 1 };
  });
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const weights = parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  const mean = average(values.map(({ value }) => value));
  if (variance === 0) return { low: mean, high: mean, level: LEVEL };
  const degrees = Math.max(1, Math.floor(variance ** 2 / weights));
  const half = studentQuantile(degrees, LEVEL) * Math.sqrt(variance);
  return { low: Math.max(least, mean - half), high: Math.min(most, mean + half), level: LEVEL };
}
