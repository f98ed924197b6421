/**
 * How wide text is, roughly: nothing here can measure it.
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
 * The width that text takes at most, in pixels.
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

/** Characters that {@linkcode endOf} leaves, however narrow it is. */
const SHORTEST = 12;

/**
 * The end of a text that is too wide, behind an ellipsis: of a path the name matters most.
 *
 * @param width In pixels.
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

/** A coordinate with two digits after the point, which is less than anyone sees. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
