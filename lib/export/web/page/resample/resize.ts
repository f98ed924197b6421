/**
 * Images at the size of a model, as the commands resize them.
 *
 * @module
 */
import type { ResizeFilter } from "../../../../data/image_set.ts";
import { enlarge } from "./enlarge.ts";
import type { Pixels } from "./pixels.ts";
import { reduce } from "./reduce.ts";

/**
 * Resizes to a square; the aspect ratio is not kept.
 *
 * @param size Height and width in pixels.
 */
export function resize(image: Pixels, size: number, filter: ResizeFilter): Pixels {
  if (image.width === size && image.height === size) return image;
  const scales = { width: 1 / (image.width / size), height: 1 / (image.height / size) };
  let result = image;
  for (const axis of ["height", "width"] as const) {
    if (scales[axis] < 1) result = reduce(result, { axis, shrink: 1 / scales[axis], filter });
  }
  if (scales.width <= 1 && scales.height <= 1) return result;
  return enlarge(result, { size: { width: size, height: size }, scales, filter });
}

/** Sizes at which JPEG files are decoded directly, as shares of their own. */
const JPEG_SHARES = [8, 4, 2] as const;

/**
 * What decoding a JPEG file at a smaller size gives: means of 8 × 8, 4 × 4 or 2 × 2 pixels, where the
 * image is at least so much larger than the model's. The commands decode so, which is faster; a
 * browser decodes the whole, so the means are of rounded values.
 */
export function asSmallerJpeg(image: Pixels, size: number): Pixels {
  const shrink = Math.min(image.width, image.height) / size;
  const largest = JPEG_SHARES.find((share) => shrink >= share) ?? 1;
  const share = Math.trunc(shrink) === largest ? Math.max(1, largest / 2) : largest;
  if (share === 1) return image;
  const { channels } = image;
  const width = Math.floor(image.width / share);
  const height = Math.floor(image.height / share);
  const data = new Uint8ClampedArray(width * height * channels);
  const sums = new Int32Array(width * channels);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < share; k++) {
      const row = (y * share + k) * image.width * channels;
      for (let x = 0; x < width * share; x++) {
        const to = Math.floor(x / share) * channels;
        for (let c = 0; c < channels; c++) sums[to + c]! += image.data[row + x * channels + c]!;
      }
    }
    const to = y * width * channels;
    for (let i = 0; i < sums.length; i++) data[to + i] = sums[i]! / (share * share);
  }
  return { width, height, channels, data };
}
