/**
 * Draws outlines of regions above a threshold on an image.
 *
 * @module
 */

/** Magenta: hardly any product has this colour, and it shows on dark and light images. */
const COLOUR = [255, 0, 255] as const;

/**
 * Draws the border pixels of all regions in which a map is above a threshold: those with a neighbour
 * that is not above it or is outside the image.
 *
 * @param rgb `[size, size, 3]`; it is not changed.
 * @param map `[size, size]`.
 * @returns A copy with the outlines.
 *
 * @example
 * ```ts
 * import { outlineRegions } from "./outline_regions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const map = Float32Array.of(0, 2, 0, 0);
 * const drawn = outlineRegions(new Uint8Array(12), map, { size: 2, threshold: 1 });
 * assertEquals([...drawn.subarray(0, 6)], [0, 0, 0, 255, 0, 255]);
 * ```
 */
export function outlineRegions(
  rgb: Uint8Array,
  map: Float32Array,
  { size, threshold }: { size: number; threshold: number },
): Uint8Array {
  const drawn = rgb.slice();
  const above = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < size && y < size && map[y * size + x]! > threshold;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = above(x - 1, y) && above(x + 1, y) && above(x, y - 1) && above(x, y + 1);
      if (above(x, y) && !inside) drawn.set(COLOUR, (y * size + x) * 3);
    }
  }
  return drawn;
}
