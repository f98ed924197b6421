/**
 * Adds noise to images.
 *
 * @module
 */
import { normalLevels } from "./normal_levels.ts";
import type { Augmentation } from "./pixel_image.ts";

/**
 * Adds Gaussian noise, independent for each pixel and channel; values stay in 0 … 255.
 *
 * `x̃ = clip(round(x + n))`, `n ~ N(0, σ²)`
 *
 * @param sigma Standard deviation in gray levels, 0 … 255.
 * @throws {RangeError} If it is outside that range.
 *
 * @example
 * ```ts
 * import { gaussianNoise } from "./noise.ts";
 * import { Random } from "../../random.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(7, 9) };
 * assertEquals(gaussianNoise(0)(image, new Random(0)), image);
 * ```
 */
export function gaussianNoise(sigma: number): Augmentation {
  const draw = normalLevels(sigma);
  return (image, random) => ({
    ...image,
    pixels: image.pixels.map((value) => Math.min(255, Math.max(0, value + draw(random)))),
  });
}
