/**
 * Appends to lists of any length.
 *
 * @module
 */

/**
 * Appends items one by one; `push(...items)` overflows the stack beyond some 125,000 of them.
 *
 * @param list Grows.
 *
 * @example
 * ```ts
 * import { append } from "./append.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const list = [1];
 * append(list, [2, 3]);
 * assertEquals(list, [1, 2, 3]);
 * ```
 */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
