/**
 * Some of many images.
 *
 * @module
 */

/**
 * At most `count` of the indices below `total`, spread evenly.
 *
 * @example
 * ```ts
 * import { evenly } from "./evenly.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(evenly(5, 2), [0, 2]);
 * assertEquals(evenly(2, 5), [0, 1]);
 * ```
 */
export function evenly(total: number, count: number): number[] {
  const length = Math.min(count, total);
  return Array.from({ length }, (_, i) => Math.floor(i * total / length));
}
