/**
 * A line by least squares.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";

/** `y ≈ slope · x + offset`. */
export interface Line {
  /** By how much y rises with x. */
  readonly slope: number;
  /** y at 0. */
  readonly offset: number;
  /** Standard deviation of the residuals. */
  readonly spread: number;
}

/** Below this variance of x, no slope can be found. */
const LEAST_VARIANCE = 1e-8;

/**
 * Fits a line. If x hardly varies, or with `flat`, the slope is 0 and the offset is the mean of y.
 *
 * @param x `[n]`.
 * @param y `[n]`.
 * @param options.least Floor of the spread.
 *
 * @example
 * ```ts
 * import { fitLine } from "./line.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fitLine([0, 1, 2], [1, 3, 5], { least: 0.01 }), { slope: 2, offset: 1, spread: 0.01 });
 * ```
 */
export function fitLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { least, flat = false }: { readonly least: number; readonly flat?: boolean },
): Line {
  const n = y.length;
  const [meanX, meanY] = [average(x), average(y)];
  let [xx, xy] = [0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i]! - meanX) ** 2;
    xy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  const slope = flat || xx / n < LEAST_VARIANCE ? 0 : xy / xx;
  const offset = meanY - slope * meanX;
  let left = 0;
  for (let i = 0; i < n; i++) left += (y[i]! - slope * x[i]! - offset) ** 2;
  return { slope, offset, spread: Math.max(least, Math.sqrt(left / n)) };
}
