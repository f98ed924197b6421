/**
 * Estimates how often new normal images exceed a threshold, from normal images that were not trained
 * on.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/** An expected rate of false alarms with its equal-tailed interval. */
export interface FalseAlarms {
  /** Expected share of new normal images above the threshold. */
  readonly rate: number;
  /** Lower bound of the interval. */
  readonly low: number;
  /** Upper bound of the interval. */
  readonly high: number;
  /** Coverage of the interval, 0.95. */
  readonly level: number;
}

const LEVEL = 0.95;

/** A threshold taken from held-out scores. */
export interface HeldOutThreshold {
  /** One of the scores. */
  readonly value: number;
  /** The false alarms to expect from new normal images. */
  readonly falseAlarms: FalseAlarms;
}

/**
 * The lowest held-out score above which new normal images are expected no more often than `1 − q`;
 * the highest one if there are too few for that (99 scores for `q` = 0.99).
 *
 * If old and new scores are drawn alike, the share of new ones above the k-th lowest of n is
 * distributed as Beta(n + 1 − k, k), whatever the distribution of scores; its mean is
 * `(n + 1 − k) / (n + 1)`. Here `k = min(n, ⌈q (n + 1)⌉)`.
 *
 * Source: Wilks, Annals of Mathematical Statistics 12, 1941; as used in conformal prediction.
 *
 * @param scores Raw scores of normal images that were not trained on, in any order.
 * @param quantile q, in (0, 1).
 * @throws {InputError} For no scores, one that is not finite, or a quantile beyond (0, 1).
 *
 * @example
 * ```ts
 * import { heldOutThreshold } from "./false_alarms.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { value, falseAlarms } = heldOutThreshold([3, 1, 4, 2], 0.8);
 * assertEquals([value, falseAlarms.rate], [4, 0.2]);
 * ```
 */
export function heldOutThreshold(scores: ArrayLike<number>, quantile: number): HeldOutThreshold {
  requireScores(scores, "threshold");
  if (!(quantile > 0 && quantile < 1)) {
    throw new InputError(`threshold: expected a quantile above 0 and below 1, found ${quantile}`);
  }
  const n = scores.length;
  const sorted = Float64Array.from(scores).sort();
  const rank = Math.min(n, Math.ceil(quantile * (n + 1) - 1e-9)); // 0.99 · 100 is not quite 99
  const above = n + 1 - rank;
  return {
    value: sorted[rank - 1]!,
    falseAlarms: { rate: above / (n + 1), ...interval(above, rank, above, rank), level: LEVEL },
  };
}

/**
 * The share of held-out scores above a threshold that they did not choose, with the interval of
 * Clopper and Pearson, Biometrika 26, 1934.
 *
 * @param scores Raw scores of normal images that neither were trained on nor chose the threshold.
 * @throws {InputError} For no scores, one that is not finite, or a threshold that is no number.
 *
 * @example
 * ```ts
 * import { falseAlarmsAbove } from "./false_alarms.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(falseAlarmsAbove([1, 2, 3, 4], 3).rate, 0.25);
 * ```
 */
export function falseAlarmsAbove(scores: ArrayLike<number>, threshold: number): FalseAlarms {
  requireScores(scores, "false alarms");
  if (Number.isNaN(threshold)) throw new InputError("false alarms: the threshold is NaN");
  const n = scores.length;
  const above = Array.from(scores).filter((score) => score > threshold).length;
  return { rate: above / n, ...interval(above, n - above + 1, above + 1, n - above), level: LEVEL };
}

function requireScores(scores: ArrayLike<number>, what: string): void {
  if (scores.length === 0) throw new InputError(`${what}: no held-out scores`);
  const odd = Array.from(scores).find((score) => !Number.isFinite(score));
  if (odd !== undefined) throw new InputError(`${what}: a held-out score is ${odd}`);
}

/**
 * From the lower quantile of Beta(a, b) to the upper one of Beta(c, d); a = 0 means 0, d = 0 means 1.
 */
function interval(a: number, b: number, c: number, d: number): { low: number; high: number } {
  const tail = (1 - LEVEL) / 2;
  return {
    low: a === 0 ? 0 : betaQuantile(tail, a, b),
    high: d === 0 ? 1 : betaQuantile(1 - tail, c, d),
  };
}

/** Quantile of Beta(a, b) for whole a, b ≥ 1, by bisection to the last bit that matters. */
function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (betaBelow(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Beta(a, b) < x) = P(Binomial(a + b − 1, x) ≥ a), for whole a and b. */
function betaBelow(x: number, a: number, b: number): number {
  const n = a + b - 1;
  let [sum, choose] = [0, 0]; // log of the binomial coefficient: large n would overflow
  for (let k = 0; k <= n; k++) {
    if (k > 0) choose += Math.log(n - k + 1) - Math.log(k);
    if (k >= a) sum += Math.exp(choose + k * Math.log(x) + (n - k) * Math.log1p(-x));
  }
  return sum;
}
