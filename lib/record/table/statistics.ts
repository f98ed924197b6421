/**
 * Mean, spread and interval over seeds.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";

/** Coverage of the intervals over seeds. */
const LEVEL = 0.95;

/** An interval and what it is taken over. */
export interface TableInterval {
  /** Lower bound. */
  readonly low: number;
  /** Upper bound. */
  readonly high: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /**
   * `seeds`, `categories`: Student's t over training seeds or over categories. `images`: bootstrap
   * over test images, one seed.
   */
  readonly over: "seeds" | "categories" | "images";
}

/** A summary of several values of the same quantity. */
export interface Summary {
  /** Arithmetic mean. */
  readonly mean: number;
  /** Sample standard deviation; absent for one value. */
  readonly standardDeviation?: number;
  /** Interval for the mean; absent for one value. */
  readonly interval?: TableInterval;
}

/**
 * Mean, sample standard deviation and the interval of Student's t for the mean.
 *
 * `s = √(Σ (x − m)² / (n − 1))`, `m ± t s / √n` with the quantile t of n − 1 degrees of freedom,
 * clipped to 0 … 1, as no metric lies outside.
 *
 * Source: Student, The probable error of a mean, Biometrika 6, 1908.
 *
 * @param values At least one fraction, one per seed.
 *
 * @example
 * ```ts
 * import { summarize } from "./statistics.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { mean, standardDeviation, interval } = summarize([0.8, 0.9]);
 * assertAlmostEquals(mean, 0.85, 1e-12);
 * assertAlmostEquals(standardDeviation!, Math.SQRT1_2 / 10, 1e-12);
 * assertAlmostEquals(interval!.low, 0.85 - 12.7062 * 0.05, 1e-4);
 * ```
 */
export function summarize(values: readonly number[]): Summary {
  const { interval, ...summary } = summarizeDifferences(values, "seeds");
  if (!interval) return summary;
  const [low, high] = [Math.max(0, interval.low), Math.min(1, interval.high)];
  return { ...summary, interval: { ...interval, low, high } };
}

/**
 * Like {@linkcode summarize}, but for differences of fractions, one per seed or category, which may
 * be below 0.
 */
export function summarizeDifferences(
  values: readonly number[],
  over: "seeds" | "categories",
): Summary {
  const n = values.length;
  if (n === 0) throw new RangeError("summarize: expected at least one value");
  const mean = average(values);
  if (n === 1) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (n - 1));
  const half = studentQuantile(n - 1, LEVEL) * standardDeviation / Math.sqrt(n);
  const interval = { low: mean - half, high: mean + half, level: LEVEL, over };
  return { mean, standardDeviation, interval };
}

/**
 * The t with `P(|T| > t) = 1 − level` for Student's variable T.
 *
 * Bisects `P(|T| < √ν tan θ)`, which is a finite sum of powers of cos θ.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 *
 * @param degrees Degrees of freedom ν, a whole number from 1.
 * @param level Coverage, between 0 and 1.
 */
export function studentQuantile(degrees: number, level: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1)) {
    throw new RangeError(`studentQuantile: expected whole degrees >= 1, found ${degrees}`);
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`studentQuantile: expected a level between 0 and 1, found ${level}`);
  }
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (coverage(degrees, middle) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** `P(|T| < √ν tan θ)`. */
function coverage(degrees: number, theta: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = degrees % 2 === 1;
  let [sum, term] = [0, odd ? cosine : 1];
  for (let k = odd ? 1 : 0; k <= degrees - 2; k += 2) {
    sum += term;
    term *= cosine ** 2 * (k + 1) / (k + 2);
  }
  return odd ? 2 / Math.PI * (theta + sine * sum) : sine * sum;
}
