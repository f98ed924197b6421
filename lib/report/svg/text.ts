/**
 * Estimates the width of text, as nothing here can measure it.
 *
 * @module
 */

/** Height of the text of charts in pixels. */
export const FONT_SIZE = 14;

/** Widths in em of DejaVu Sans, one of the widest fonts that `sans-serif` stands for. */
const NARROW = 0.36;
const WIDE = 0.92;
const OTHER = 0.62;

/**
 * An upper estimate of the width of text, in pixels.
 *
 * @example
 * ```ts
 * import { textWidth } from "./text.ts";
 * import { assert } from "@std/assert";
 *
 * assert(textWidth("ill") < textWidth("nnn"));
 * ```
 */
export function textWidth(text: string, fontSize: number = FONT_SIZE): number {
  let em = 0;
  for (const character of text) {
    em += /[ .,:;'|!()[\]ijlftrI]/.test(character)
      ? NARROW
      : /[mwMW%@—]/.test(character)
      ? WIDE
      : OTHER;
  }
  return em * fontSize;
}

/** Characters that {@linkcode endOf} keeps, however little room there is. */
const SHORTEST = 12;

/**
 * Shortens a text that is too wide to its end, after an ellipsis: in a path, the name matters most.
 *
 * @param width Available width in pixels.
 *
 * @example
 * ```ts
 * import { endOf } from "./text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(endOf("a/b.png", 100), "a/b.png");
 * assertEquals(endOf("pictures/of/parts/000.png", 110), "…arts/000.png");
 * ```
 */
export function endOf(text: string, width: number): string {
  let [end, shown] = [text, text];
  while (end.length > SHORTEST && textWidth(shown) > width) {
    end = end.slice(1);
    shown = `…${end}`;
  }
  return shown;
}

/** Formats a coordinate with two decimals, finer than anyone can see. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
