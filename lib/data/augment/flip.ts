/**
 * Mirrors images.
 *
 * @module
 */
import { type Augmentation, type PixelImage, remap } from "./pixel_image.ts";

/** `horizontal` swaps left and right, `vertical` top and bottom. */
export type FlipAxis = "horizontal" | "vertical";

/**
 * Mirrors an image.
 *
 * @example
 * ```ts
 * import { flip } from "./flip.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { height: 1, width: 3, channels: 1, pixels: Uint8Array.of(1, 2, 3) };
 * assertEquals(flip(image, "horizontal").pixels, Uint8Array.of(3, 2, 1));
 * ```
 */
export function flip(image: PixelImage, axis: FlipAxis): PixelImage {
  const { height, width } = image;
  return remap(
    image,
    image,
    axis === "horizontal" ? (y, x) => [y, width - 1 - x] : (y, x) => [height - 1 - y, x],
  );
}

/** Mirrors every other image on average. */
export function randomFlip(axis: FlipAxis): Augmentation {
  return (image, random) => random.integer(2) === 1 ? flip(image, axis) : image;
}
