/**
 * Measures how well a test set is rebuilt, separately for normal images and for defects.
 *
 * @module
 */

/** Mean squared errors over pixels and channels; images in [−1, 1], so the largest is 4. */
export interface ReconstructionErrors {
  /** Of all pixels of normal images. */
  readonly normal: number;
  /** Of the pixels inside the masks of anomalous images; absent without a marked pixel. */
  readonly defect?: number;
  /** Of the other pixels of the same images; absent without one. */
  readonly surroundings?: number;
}

/** An image of a test set and its reconstruction. */
export interface RebuiltImage {
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** `[h, w, c]` in [−1, 1]. */
  readonly image: Float32Array;
  /** `[h, w, c]` in [−1, 1]. */
  readonly reconstruction: Float32Array;
  /** `[h, w]`, anything but 0 = defect; read for anomalous images only. */
  readonly mask: ArrayLike<number>;
}

/**
 * Adds up squared errors image by image, so that no more than one image is needed at a time.
 *
 * A detector can only see a defect that it does not rebuild: scores depend on the defect's error
 * relative to the normal one.
 *
 * @example
 * ```ts
 * import { ReconstructionErrorSums } from "./reconstruction_error.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const sums = new ReconstructionErrorSums();
 * const image = new Float32Array([0, 1]);
 * sums.add({ label: 0, image, reconstruction: image, mask: [0, 0] });
 * sums.add({ label: 1, image, reconstruction: new Float32Array([0, 0]), mask: [0, 1] });
 * assertEquals(sums.means(), { normal: 0, defect: 1, surroundings: 0 });
 * ```
 */
export class ReconstructionErrorSums {
  readonly #parts = {
    normal: { sum: 0, count: 0 },
    defect: { sum: 0, count: 0 },
    surroundings: { sum: 0, count: 0 },
  };

  /** Adds one image. */
  add({ label, image, reconstruction, mask }: RebuiltImage): void {
    const channels = image.length / mask.length;
    for (let pixel = 0; pixel < mask.length; pixel++) {
      const part = label === 0 ? "normal" : mask[pixel] ? "defect" : "surroundings";
      let sum = 0;
      for (let i = pixel * channels; i < (pixel + 1) * channels; i++) {
        sum += (image[i]! - reconstruction[i]!) ** 2;
      }
      this.#parts[part].sum += sum;
      this.#parts[part].count += channels;
    }
  }

  /**
   * Means over all images that were added.
   *
   * @throws {RangeError} If no normal image was added.
   */
  means(): ReconstructionErrors {
    const { normal, defect, surroundings } = this.#parts;
    if (normal.count === 0) throw new RangeError("no normal image");
    const mean = ({ sum, count }: { sum: number; count: number }) => sum / count;
    return {
      normal: mean(normal),
      ...(defect.count > 0 && { defect: mean(defect) }),
      ...(surroundings.count > 0 && { surroundings: mean(surroundings) }),
    };
  }
}
