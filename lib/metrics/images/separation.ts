/**
 * The AUROC of two groups of scores that may all be equal.
 *
 * @module
 */
import { auroc } from "./auroc.ts";

/**
 * Share of pairs in which the score of `above` is larger, with ties counted half: the AUROC, and ½
 * where all scores are equal, which `auroc` itself refuses.
 *
 * @example
 * ```ts
 * import { separation } from "./separation.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(separation([1, 2], [2, 3]), 0.875);
 * assertEquals(separation([1, 1], [1]), 0.5);
 * ```
 */
export function separation(below: ArrayLike<number>, above: ArrayLike<number>): number {
  const all = [...Array.from(below), ...Array.from(above)];
  if (all.every((score) => score === all[0])) return 0.5;
  return auroc(all, all.map((_, i) => i < below.length ? 0 : 1));
}
