/**
 * Checks that two libraries compute the same metrics.
 *
 * @module
 */
import type { Measured } from "./cases.ts";

/**
 * Both sides add up millions of float64 numbers of at most 1, in different orders: the sums differ by
 * far less, and a metric that is defined otherwise by far more.
 */
const TOLERANCE = 1e-9;

/**
 * Says which metric differs by more than 10⁻⁹.
 *
 * @example
 * ```ts
 * import { valueDifference } from "./same_values.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const values = { auroc: 0.85, pro: 0.62 };
 * assertEquals(valueDifference(values, { auroc: 0.85, pro: 0.62 + 1e-12 }), undefined);
 * assertEquals(valueDifference(values, { auroc: 0.85, pro: 0.63 }), "pro is 0.62 here, 0.63 by Python");
 * ```
 */
export function valueDifference(
  ours: Measured["values"],
  theirs: Measured["values"],
): string | undefined {
  const names = Object.keys(ours) as (keyof typeof ours)[];
  // Negated, as a value that is no number is not within the bound.
  const other = names.find((name) => !(Math.abs(ours[name] - theirs[name]) <= TOLERANCE));
  return other && `${other} is ${ours[other]} here, ${theirs[other]} by Python`;
}
