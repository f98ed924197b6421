/**
 * The training set: every image under every transformation.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import { TRANSFORMATIONS } from "./transformations.ts";

/**
 * Each image as often as there are transformations, which are applied later, in the training step.
 *
 * A row below each image holds the index of its transformation, so that the loop, which shuffles and
 * batches images, does both with the pairs of image and transformation.
 */
export function expandedSet(images: ImageSet): ImageSet {
  const { height, width, channels } = images;
  const size = height * width * channels;
  const row = width * channels;
  return {
    files: images.files.flatMap((file) => Array(TRANSFORMATIONS).fill(file)),
    height: height + 1,
    width,
    channels,
    read: async (indices) => {
      const pixels = await images.read(indices.map((i) => Math.floor(i / TRANSFORMATIONS)));
      const marked = new Uint8Array(indices.length * (size + row));
      indices.forEach((index, i) => {
        const start = i * (size + row);
        marked.set(pixels.subarray(i * size, (i + 1) * size), start);
        marked.fill(index % TRANSFORMATIONS, start + size, start + size + row);
      });
      return marked;
    },
  };
}

/**
 * Takes a batch of {@linkcode expandedSet} apart.
 *
 * @param marked `[b, h + 1, w, c]` in [−1, 1].
 * @returns Images `[b, h, w, c]` in [−1, 1], and their transformations `[b]` int32.
 */
export function takeApart(
  marked: tf.Tensor4D,
): { images: tf.Tensor4D; chosen: tf.Tensor1D } {
  const [b, rows, w, c] = marked.shape;
  return tf.tidy(() => {
    const marks = marked.slice([0, rows - 1, 0, 0], [b, 1, 1, 1]).reshape([b]);
    // x = pixel / 127.5 − 1; half a gray level more, for casting rounds down
    const chosen = tf.cast(tf.add(tf.mul(tf.add(marks, 1), 127.5), 0.5), "int32");
    return {
      images: marked.slice([0, 0, 0, 0], [b, rows - 1, w, c]),
      chosen: chosen as tf.Tensor1D,
    };
  });
}
