/**
 * Quantiles, and thresholds taken from them.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/**
 * Quantile of ascending values with linear interpolation between neighbours: the value at position
 * `q (n − 1)`, counted from 0.
 */
export function sortedQuantile(sorted: ArrayLike<number>, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/**
 * A threshold without labels: a quantile of the scores of training images, which are normal.
 *
 * Interpolates linearly between neighbouring scores. These images were trained on, so new normal
 * images score somewhat higher, and the threshold raises more false alarms than the quantile says.
 *
 * Source: Hyndman and Fan, The American Statistician 50, 1996, definition 7.
 *
 * @param scores Raw scores of training images, in any order.
 * @param quantile In (0, 1]; 1 = the highest score, 0.995 ignores about one image in 200.
 * @throws {InputError} For no scores, one that is not finite, or a quantile outside (0, 1].
 *
 * @example
 * ```ts
 * import { quantileThreshold } from "./quantile.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quantileThreshold([4, 1, 3, 2]), 4);
 * assertEquals(quantileThreshold([4, 1, 3, 2], 0.5), 2.5);
 * ```
 */
export function quantileThreshold(scores: ArrayLike<number>, quantile = 1): number {
  checkQuantile(quantile);
  if (scores.length === 0) throw new InputError("threshold: no training scores");
  const sorted = Float64Array.from(scores).sort();
  const odd = sorted.find((score) => !Number.isFinite(score));
  if (odd !== undefined) throw new InputError(`threshold: a training score is ${odd}`);
  return sortedQuantile(sorted, quantile);
}

/**
 * Refuses a number that is not a quantile of scores.
 *
 * @throws {InputError} For a quantile outside (0, 1].
 */
export function checkQuantile(quantile: number): void {
  if (!(quantile > 0 && quantile <= 1)) {
    throw new InputError(`quantile: expected a number in (0, 1], found ${quantile}`);
  }
}
