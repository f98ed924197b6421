/**
 * Combines augmentations.
 *
 * @module
 */
import type { Augmentation } from "./pixel_image.ts";

/**
 * Applies augmentations one after the other, with one sequence of random numbers.
 *
 * @example
 * ```ts
 * import { compose } from "./compose.ts";
 * import { randomFlip } from "./flip.ts";
 * import { randomCrop } from "./crop.ts";
 * import { Random } from "../../random.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const augment = compose(randomFlip("horizontal"), randomCrop({ padding: 1, border: "mirror" }));
 * const image = { height: 1, width: 1, channels: 3, pixels: Uint8Array.of(255, 0, 0) };
 * assertEquals(augment(image, new Random(0)), image);
 * ```
 */
export function compose(...augmentations: readonly Augmentation[]): Augmentation {
  return (image, random) => augmentations.reduce((result, next) => next(result, random), image);
}

/**
 * Appends the original to the augmented image, for methods that learn to restore: `[h, w, c]` becomes
 * `[h, w, c + c′]`, the changed image first.
 *
 * @throws {RangeError} From the returned augmentation, if the height or width changes.
 */
export function withOriginal(augmentation: Augmentation): Augmentation {
  return (image, random) => {
    const changed = augmentation(image, random);
    const { height, width } = image;
    if (changed.height !== height || changed.width !== width) {
      throw new RangeError(
        `Cannot keep ${height}×${width} pixels behind ${changed.height}×${changed.width}`,
      );
    }
    const channels = changed.channels + image.channels;
    const pixels = new Uint8Array(height * width * channels);
    for (let i = 0; i < height * width; i++) {
      const own = changed.pixels.subarray(i * changed.channels, (i + 1) * changed.channels);
      const original = image.pixels.subarray(i * image.channels, (i + 1) * image.channels);
      pixels.set(own, i * channels);
      pixels.set(original, i * channels + changed.channels);
    }
    return { height, width, channels, pixels };
  };
}
