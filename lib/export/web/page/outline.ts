/**
 * The border of the pixels above a threshold.
 *
 * @module
 */

/** A side of a pixel, in pixels: from a corner to the next one. */
export type Side = readonly [x0: number, y0: number, x1: number, y1: number];

/** Sides between a pixel above the threshold and one that is not, or the edge. */
export function outline(map: ArrayLike<number>, size: number, threshold: number): Side[] {
  const above = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < size && y < size && map[y * size + x]! > threshold;
  const sides: Side[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!above(x, y)) continue;
      if (!above(x, y - 1)) sides.push([x, y, x + 1, y]);
      if (!above(x, y + 1)) sides.push([x, y + 1, x + 1, y + 1]);
      if (!above(x - 1, y)) sides.push([x, y, x, y + 1]);
      if (!above(x + 1, y)) sides.push([x + 1, y, x + 1, y + 1]);
    }
  }
  return sides;
}
