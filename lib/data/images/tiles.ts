/**
 * Where an image is cut into tiles, and how the results for the tiles become one map again.
 *
 * @module
 */

/** How large images are cut. */
export interface TileConfig {
  /** Height and width of a tile in pixels of the image file. */
  readonly size: number;
  /**
   * The least number of pixels that neighbouring tiles share. Default a quarter of `size`: a network
   * sees least at the border of its input.
   */
  readonly overlap: number;
  /**
   * Tiles of each image that are trained on, at places drawn by the seed. Default: as many as add up
   * to a thousand over all images, but no more than cover one image.
   */
  readonly perImage: number;
}

/** Training tiles of all images together, by default. */
const TRAINING_TILES = 1000;

/**
 * Where tiles begin along one side: evenly, the first at 0, the last at the end.
 *
 * @param length Of the side in pixels, at least that of a tile.
 *
 * @example
 * ```ts
 * import { tileStarts } from "./tiles.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tileStarts(10, { size: 4, overlap: 1 }), [0, 3, 6]);
 * assertEquals(tileStarts(4, { size: 4, overlap: 1 }), [0]);
 * ```
 */
export function tileStarts(
  length: number,
  { size, overlap }: Pick<TileConfig, "size" | "overlap">,
): number[] {
  const steps = Math.ceil((length - size) / (size - overlap));
  return Array.from(
    { length: steps + 1 },
    (_, k) => steps === 0 ? 0 : Math.round(k * (length - size) / steps),
  );
}

/**
 * The weight of each tile along one side, `[tiles][size]`: it rises over the overlap and falls over
 * the next, and the weights at every pixel of the side sum to one, so that no seam is left.
 *
 * @param starts From {@linkcode tileStarts}.
 * @param length Of the side in pixels.
 *
 * @example
 * ```ts
 * import { tileWindows } from "./tiles.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [left, right] = tileWindows([0, 2], 6, { size: 4, overlap: 2 });
 * assertEquals([...left!], [1, 1, 0.75, 0.25]);
 * assertEquals([...right!], [0.25, 0.75, 1, 1]);
 * ```
 */
export function tileWindows(
  starts: readonly number[],
  length: number,
  { size, overlap }: Pick<TileConfig, "size" | "overlap">,
): Float64Array[] {
  const ramp = Float64Array.from(
    { length: size },
    (_, i) => Math.min(1, (Math.min(i, size - 1 - i) + 0.5) / Math.max(0.5, overlap)),
  );
  const sums = new Float64Array(length);
  for (const start of starts) ramp.forEach((weight, i) => sums[start + i]! += weight);
  return starts.map((start) => ramp.map((weight, i) => weight / sums[start + i]!));
}

/** How many tiles cover an image. */
export function countTiles(
  { width, height }: { readonly width: number; readonly height: number },
  tile: Pick<TileConfig, "size" | "overlap">,
): number {
  return tileStarts(width, tile).length * tileStarts(height, tile).length;
}

/** {@linkcode TileConfig.perImage} by default, for images of which the smallest has `most` tiles. */
export function defaultPerImage(images: number, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(TRAINING_TILES / images)));
}
