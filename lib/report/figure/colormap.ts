/**
 * The colour map of heat maps.
 *
 * @module
 */
// @ts-types="@types/d3-scale-chromatic"
import { interpolateInferno } from "d3-scale-chromatic";

/** Number of colours; 8 bits cannot distinguish more. */
const COLOURS = 256;

/**
 * `[256, 3]` RGB values of "inferno", which is perceptually uniform and readable to the colour-blind
 * and in gray print.
 */
const TABLE: Uint8Array = Uint8Array.from(
  Array.from({ length: COLOURS }, (_, i) => parseColour(interpolateInferno(i / (COLOURS - 1))))
    .flat(),
);

function parseColour(text: string): number[] {
  const hex = /^#(..)(..)(..)$/.exec(text);
  return hex
    ? hex.slice(1).map((digits) => parseInt(digits, 16))
    : text.match(/\d+/g)!.slice(0, 3).map(Number);
}

/** The interval of values that spans the colours; values outside get the end colours. */
export interface ColourRange {
  /** Black. */
  readonly low: number;
  /** Light yellow. */
  readonly high: number;
}

/**
 * Colours values from black for `low`, through red, to light yellow for `high`.
 *
 * @param values Any shape, `n` values.
 * @returns RGB `[n, 3]`.
 *
 * @example
 * ```ts
 * import { colourize } from "./colormap.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...colourize([0], { low: 0, high: 1 })], [0, 0, 4]);
 * ```
 */
export function colourize(values: ArrayLike<number>, { low, high }: ColourRange): Uint8Array {
  const rgb = new Uint8Array(values.length * 3);
  const scale = high > low ? (COLOURS - 1) / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const index = Math.round(Math.min(COLOURS - 1, Math.max(0, (values[i]! - low) * scale)));
    rgb.set(TABLE.subarray(index * 3, index * 3 + 3), i * 3);
  }
  return rgb;
}
