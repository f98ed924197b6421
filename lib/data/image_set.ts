/**
 * What every dataset is turned into: lists of image files and decoded pixels.
 *
 * @module
 */

/** One image of a dataset. */
export interface ImageFile {
  /** Path relative to the dataset's root, with forward slashes: `test/broken_large/000.png`. */
  readonly path: string;
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Folder name of the image's kind: `good`, `broken_large`, … */
  readonly type: string;
  /** Path of the ground-truth mask relative to the root, where there is one. */
  readonly mask?: string;
}

/** Number of colour channels of a decoded image: gray or RGB. */
export type Channels = 1 | 3;

/** Decoded images of one size, 8 bits a channel, in memory. */
export interface ImageSet {
  /** Where each image came from, in the order of the pixels. */
  readonly files: readonly ImageFile[];
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** Pixels `[n, height, width, channels]`, row-major, 0 … 255. */
  readonly pixels: Uint8Array;
}

/**
 * Copies the images at `indices` into one batch.
 *
 * `x = pixel / 127.5 − 1`
 *
 * @param set Decoded images.
 * @param indices Which images, in this order.
 * @returns Float32 values `[indices.length, height, width, channels]` in [−1, 1].
 * @throws {RangeError} If an index is outside the set.
 *
 * @example
 * ```ts
 * import { toBatch } from "./image_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = new Uint8Array([0, 255]);
 * const set = { files: [file, file], height: 1, width: 1, channels: 1, pixels } as const;
 * assertEquals(toBatch(set, [1, 0]), new Float32Array([1, -1]));
 * ```
 */
export function toBatch(set: ImageSet, indices: readonly number[]): Float32Array {
  const size = set.height * set.width * set.channels;
  const batch = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    if (!(Number.isInteger(index) && index >= 0 && index < set.files.length)) {
      throw new RangeError(`Cannot take image ${index} of a set of ${set.files.length}`);
    }
    const from = index * size;
    const to = i * size;
    for (let k = 0; k < size; k++) batch[to + k] = set.pixels[from + k]! / 127.5 - 1;
  });
  return batch;
}
