/**
 * How rough an image is: a score that has learnt nothing.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** Height, width and channels of images. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * The mean absolute difference between vertical and horizontal neighbours in each image, for values
 * in [−1, 1].
 *
 * What is rough is hard to rebuild for any network. Where this score ranks the classes of a dataset as
 * a reconstruction error does, that error says little of what the network has learnt.
 *
 * Source: the anisotropic total variation of Rudin, Osher and Fatemi, Physica D 60, 1992, over the
 * number of differences.
 *
 * @param pixels `[n, height, width, channels]`, row-major, 0 … 255.
 * @returns One value an image, 0 … 2.
 * @throws {InputError} If the images are not whole, or have one pixel only.
 *
 * @example
 * ```ts
 * import { totalVariation } from "./total_variation.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array([0, 255, 0, 0]); // two images of 1 × 2
 * assertEquals([...totalVariation(pixels, { height: 1, width: 2, channels: 1 })], [2, 0]);
 * ```
 */
export function totalVariation(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape,
): Float64Array {
  const size = height * width * channels;
  const row = width * channels;
  const differences = (height - 1) * row + height * (row - channels);
  if (pixels.length % size !== 0) {
    throw new InputError(
      `total variation: ${pixels.length} values are no whole images of ${size} values`,
    );
  }
  if (differences === 0) throw new InputError("total variation: an image of one pixel has none");
  return Float64Array.from({ length: pixels.length / size }, (_, image) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const at = image * size + i;
      if (i >= row) sum += Math.abs(pixels[at]! - pixels[at - row]!);
      if (i % row >= channels) sum += Math.abs(pixels[at]! - pixels[at - channels]!);
    }
    return sum / (127.5 * differences);
  });
}
