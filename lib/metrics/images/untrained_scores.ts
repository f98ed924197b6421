/**
 * Scores of an image that need no training.
 *
 * If one of them tells anomalous from normal images, or ranks classes as a method does, that method's
 * result says little about what it has learnt.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/** Height, width and channels of images. */
export interface ImageShape {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** Values per pixel. */
  readonly channels: number;
}

/**
 * How rough an image is: the mean absolute difference between vertical and horizontal neighbours, for
 * values in [−1, 1]. Any network finds a rough image hard to rebuild.
 *
 * Source: the anisotropic total variation of Rudin, Osher and Fatemi, Physica D 60, 1992, over the
 * number of differences.
 *
 * @param pixels `[n, height, width, channels]`, row-major, 0 … 255.
 * @returns One value per image, 0 … 2.
 * @throws {InputError} If the images are not whole, or have one pixel only.
 *
 * @example
 * ```ts
 * import { roughness } from "./untrained_scores.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array([0, 255, 0, 0]); // two images of 1 × 2
 * assertEquals([...roughness(pixels, { height: 1, width: 2, channels: 1 })], [2, 0]);
 * ```
 */
export function roughness(pixels: Uint8Array, shape: ImageShape): Float64Array {
  const { height, width, channels } = shape;
  const row = width * channels;
  const differences = (height - 1) * row + height * (row - channels);
  if (differences === 0) throw new InputError("roughness: an image of one pixel has none");
  return eachImage(pixels, shape, (image) => {
    let sum = 0;
    for (let i = 0; i < image.length; i++) {
      if (i >= row) sum += Math.abs(image[i]! - image[i - row]!);
      if (i % row >= channels) sum += Math.abs(image[i]! - image[i - channels]!);
    }
    return sum / (127.5 * differences);
  });
}

/**
 * The mean of all values of an image, in [−1, 1].
 *
 * @param pixels `[n, height, width, channels]`, row-major, 0 … 255.
 * @returns One value per image.
 * @throws {InputError} If the images are not whole.
 *
 * @example
 * ```ts
 * import { brightness } from "./untrained_scores.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array([0, 255, 0, 0]); // two images of 1 × 2
 * assertEquals([...brightness(pixels, { height: 1, width: 2, channels: 1 })], [0, -1]);
 * ```
 */
export function brightness(pixels: Uint8Array, shape: ImageShape): Float64Array {
  return eachImage(
    pixels,
    shape,
    (image) => image.reduce((sum, value) => sum + value, 0) / (127.5 * image.length) - 1,
  );
}

/**
 * The standard deviation of all values of an image, for values in [−1, 1].
 *
 * @param pixels `[n, height, width, channels]`, row-major, 0 … 255.
 * @returns One value per image, 0 … 1.
 * @throws {InputError} If the images are not whole.
 *
 * @example
 * ```ts
 * import { contrast } from "./untrained_scores.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array([0, 255, 9, 9]); // two images of 1 × 2
 * assertEquals([...contrast(pixels, { height: 1, width: 2, channels: 1 })], [1, 0]);
 * ```
 */
export function contrast(pixels: Uint8Array, shape: ImageShape): Float64Array {
  return eachImage(pixels, shape, (image) => {
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    const squares = image.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(squares / image.length) / 127.5;
  });
}

function eachImage(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape,
  score: (image: Uint8Array) => number,
): Float64Array {
  const size = height * width * channels;
  if (pixels.length % size !== 0) {
    throw new InputError(`${pixels.length} values are no whole images of ${size} values`);
  }
  return Float64Array.from(
    { length: pixels.length / size },
    (_, i) => score(pixels.subarray(i * size, (i + 1) * size)),
  );
}
