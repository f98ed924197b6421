/**
 * Removes the colour from images.
 *
 * @module
 */
import type { PixelImage } from "./pixel_image.ts";

/**
 * Replaces the colour of each pixel by its luma, in all three channels.
 *
 * `v = 0.299 R + 0.587 G + 0.114 B`, rounded. Gray images are returned as they are.
 *
 * Source: ITU-R BT.601.
 *
 * @throws {RangeError} If a pixel has neither one value nor three.
 *
 * @example
 * ```ts
 * import { gray } from "./gray.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { height: 1, width: 1, channels: 3, pixels: Uint8Array.of(255, 0, 0) };
 * assertEquals(gray(image).pixels, Uint8Array.of(76, 76, 76));
 * ```
 */
export function gray(image: PixelImage): PixelImage {
  if (image.channels === 1) return image;
  if (image.channels !== 3) {
    throw new RangeError(`Cannot take the luma of ${image.channels} channels`);
  }
  const pixels = new Uint8Array(image.pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const [r, g, b] = [image.pixels[i]!, image.pixels[i + 1]!, image.pixels[i + 2]!];
    pixels.fill(Math.floor((299 * r + 587 * g + 114 * b + 500) / 1000), i, i + 3);
  }
  return { ...image, pixels };
}
