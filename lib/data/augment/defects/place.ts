/**
 * Chooses where on an image a defect goes.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { PixelImage } from "../pixel_image.ts";

/** The least difference in gray levels between a pixel of the object and the border's colour. */
const DIFFERENT = 24;
/** How many places are drawn before any one is accepted. */
const TRIES = 30;

/**
 * Distinguishes pixels of the object, which differ from the median colour of the image's border, from
 * its background. On a texture both are everywhere.
 *
 * @returns Whether the pixel `y · width + x` belongs to the object.
 */
export function objectPixels(image: PixelImage): (pixel: number) => boolean {
  const { width, height, channels, pixels } = image;
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) border.push(y * width, y * width + width - 1);
  const median = Array.from({ length: channels }, (_, c) => {
    const sorted = border.map((pixel) => pixels[pixel * channels + c]!).sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  });
  return (pixel) =>
    median.some((level, c) => Math.abs(pixels[pixel * channels + c]! - level) >= DIFFERENT);
}

/** Draws a pixel `[x, y]` of the object, or any pixel if none of the object is found soon. */
export function drawPlace(image: PixelImage, random: Random): readonly [number, number] {
  const isObject = objectPixels(image);
  for (let i = 1;; i++) {
    const [x, y] = [random.integer(image.width), random.integer(image.height)];
    if (i === TRIES || isObject(y * image.width + x)) return [x, y];
  }
}
