/**
 * The median of numbers.
 *
 * @module
 */

/**
 * The middle value of at least one, of an even number the mean of the two in the middle.
 *
 * @example
 * ```ts
 * import { median } from "./median.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([median([3, 1, 9]), median([3, 1, 9, 4])], [3, 3.5]);
 * ```
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
