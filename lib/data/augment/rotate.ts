/**
 * Turns images by right angles.
 *
 * @module
 */
import { type PixelImage, remap } from "./pixel_image.ts";

/**
 * Turns an image counter-clockwise by `turns` · 90°; height and width swap for odd turns.
 *
 * @param turns Any whole number; negative ones turn clockwise.
 * @throws {RangeError} If it is not a whole number.
 *
 * @example
 * ```ts
 * import { rotate90 } from "./rotate.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { height: 1, width: 3, channels: 1, pixels: Uint8Array.of(1, 2, 3) };
 * const { height, pixels } = rotate90(image, 1);
 * assertEquals([height, ...pixels], [3, 3, 2, 1]);
 * ```
 */
export function rotate90(image: PixelImage, turns: number): PixelImage {
  if (!Number.isInteger(turns)) throw new RangeError(`Cannot turn an image ${turns} times`);
  const { height, width } = image;
  const swapped = { height: width, width: height };
  switch (((turns % 4) + 4) % 4) {
    case 1:
      return remap(image, swapped, (y, x) => [x, width - 1 - y]);
    case 2:
      return remap(image, image, (y, x) => [height - 1 - y, width - 1 - x]);
    case 3:
      return remap(image, swapped, (y, x) => [height - 1 - x, y]);
    default:
      return image;
  }
}
