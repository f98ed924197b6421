/**
 * Makes text from outside safe to show on a terminal.
 *
 * @module
 */

/** Control characters, line and paragraph separators, and marks that turn the direction of text. */
const INVISIBLE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Escapes characters that would break a line, move the cursor or pass for other text: file names
 * may contain any of them.
 *
 * @example
 * ```ts
 * import { visible } from "./visible.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(visible("a\nb\x1b[2J größer.png"), "a\\nb\\u001b[2J größer.png");
 * ```
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.charCodeAt(0);
    return code === 10 ? "\\n" : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
