/**
 * Images at their own size, and squares that are cut out of them.
 *
 * @module
 */
import sharp from "sharp";
import type { ResizeFilter, WholeImage } from "../images/image_set.ts";
import { sharpKernel } from "./decode_file.ts";

/** A square within an image, in its pixels. */
export interface Square {
  /** Left edge, counted from 0. */
  readonly x: number;
  /** Top edge, counted from 0. */
  readonly y: number;
  /** Height and width. */
  readonly side: number;
}

/**
 * Cuts out a square, and resizes it if the network takes another size.
 *
 * @param to Height and width of the result in pixels.
 * @param filter How it is resized. Default `lanczos3`.
 * @returns `[to, to, channels]`.
 */
export async function cutSquare(
  { width, channels, pixels }: WholeImage,
  { x, y, side }: Square,
  to: number,
  filter: ResizeFilter = "lanczos3",
): Promise<Uint8Array> {
  const row = side * channels;
  const cut = new Uint8Array(side * row);
  for (let i = 0; i < side; i++) {
    const from = ((y + i) * width + x) * channels;
    cut.set(pixels.subarray(from, from + row), i * row);
  }
  if (side === to) return cut;
  return await sharp(cut, { raw: { width: side, height: side, channels } })
    .resize(to, to, { fit: "fill", kernel: sharpKernel(filter) })
    .toColourspace(channels === 1 ? "b-w" : "srgb").raw().toBuffer();
}

/**
 * Refuses an image that is smaller than a tile.
 *
 * @throws {Error} Worded for a list of files and their reasons.
 */
export function requireTile(
  { width, height }: Pick<WholeImage, "width" | "height">,
  size: number,
): void {
  if (Math.min(width, height) >= size) return;
  throw new Error(`is ${width}×${height} pixels, less than a tile of ${size}×${size} (--tile)`);
}
