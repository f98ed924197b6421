/**
 * Line breaks in the cells of tables.
 *
 * @module
 */

/**
 * Makes the spaces of a result non-breaking, except before brackets, `n` and words.
 *
 * @example
 * ```ts
 * import { keepTogether } from "./keep_together.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = keepTogether("97.1 ± 0.3 [96.2, 98.0] n=3");
 * assertEquals(text.split(" "), ["97.1\u00a0±\u00a00.3", "[96.2,\u00a098.0]", "n=3"]);
 * ```
 */
export function keepTogether(text: string): string {
  return text.replace(/ (?!\[|n=|not |partial|nothing|beyond|\()/g, "\u00a0");
}
