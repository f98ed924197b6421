/**
 * Rank correlation.
 *
 * @module
 */

/**
 * Spearman's ρ: the correlation of ranks, where equal values share their mean rank.
 *
 * Source: Spearman, The American Journal of Psychology 15, 1904.
 *
 * @param a Values, as many as `b` has.
 * @returns In [−1, 1]; NaN for fewer than two pairs, if all values of a list are equal, or if one
 * is NaN.
 * @throws {RangeError} If the lists differ in length.
 *
 * @example
 * ```ts
 * import { rankCorrelation } from "./rank_correlation.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rankCorrelation([1, 2, 3], [10, 20, 1000]), 1);
 * ```
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) {
    throw new RangeError(`Cannot correlate ${a.length} with ${b.length} values`);
  }
  if ([...a, ...b].some(Number.isNaN)) return NaN;
  const middle = (a.length + 1) / 2; // of ranks from 1
  const [x, y] = [ranksOf(a), ranksOf(b)].map((ranks) => ranks.map((rank) => rank - middle));
  const product = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  const correlation = product(x!, y!) / Math.sqrt(product(x!, x!) * product(y!, y!));
  return Math.max(-1, Math.min(1, correlation));
}

/** Ranks, from 1; equal values share their mean rank. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
