/**
 * The geometric transformations that GeoTrans classifies.
 *
 * @module
 */
import { type PixelMove, pixelMove, quarterTurns, thenMove } from "../../nn/losses/pixel_moves.ts";

/** Two flips × three horizontal × three vertical shifts × four rotations. */
export const TRANSFORMATIONS = 72;

/**
 * All transformations in the order of the official code: flip {no, left-right} × shift of rows
 * {0, −s, +s} × shift of columns {0, −s, +s} × rotation {0°, 90°, 180°, 270°}, s a quarter of the
 * side. They are applied in this order: flip, shift, rotation; the first is the identity.
 *
 * A shift fills the empty pixels with the mirrored image, the border row included.
 *
 * Source: Golan and El-Yaniv, NeurIPS 2018, section 4.1, and the official code.
 *
 * @param size Height and width in pixels, a multiple of 4.
 *
 * @example
 * ```ts
 * import { transformations } from "./transformations.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const all = transformations(4);
 * assertEquals(all.length, 72);
 * assertEquals([...all[4]!.subarray(0, 4)], [1, 2, 3, 3]); // columns shifted by −1
 * ```
 */
export function transformations(size: number): PixelMove[] {
  const shift = size / 4;
  if (!Number.isInteger(shift)) throw new RangeError(`Cannot shift ${size} pixels by a quarter`);
  const last = size - 1;
  const mirror = (at: number) => at < 0 ? -1 - at : at > last ? 2 * last + 1 - at : at;
  const all: PixelMove[] = [];
  for (const flipped of [false, true]) {
    const flip = pixelMove(size, (y, x) => [y, flipped ? last - x : x]);
    for (const rows of [0, -shift, shift]) {
      for (const columns of [0, -shift, shift]) {
        const shifted = pixelMove(size, (y, x) => [mirror(y - rows), mirror(x - columns)]);
        for (let turns = 0; turns < 4; turns++) {
          all.push(thenMove(thenMove(flip, shifted), quarterTurns(size, turns)));
        }
      }
    }
  }
  return all;
}
