/**
 * Halves and doubles maps, of ops whose gradients every backend has.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The maximum of each 2×2 window: `[b, h, w, c]` → `[b, h/2, w/2, c]`, h and w even.
 *
 * Where values tie, all of them get the gradient.
 *
 * @example
 * ```ts
 * import { maxPool2 } from "./resample.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.tensor4d([1, 5, 2, 3, 4, 0, 7, 6], [1, 2, 4, 1]);
 * assertEquals([...maxPool2(x).dataSync()], [5, 7]);
 * ```
 */
export function maxPool2(x: tf.Tensor4D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  return tf.tidy(() => {
    const rows = tf.max(x.reshape([b * h / 2, 2, w * c]), 1); // [b · h/2, w · c]
    return tf.max(rows.reshape([b * h * w / 4, 2, c]), 1).reshape([b, h / 2, w / 2, c]);
  });
}

/**
 * Repeats each pixel as a 2×2 square: `[b, h, w, c]` → `[b, 2h, 2w, c]`.
 *
 * @example
 * ```ts
 * import { upsample2 } from "./resample.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
 * assertEquals([...upsample2(x).dataSync()], [1, 1, 2, 2, 1, 1, 2, 2]);
 * ```
 */
export function upsample2(x: tf.Tensor4D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  return tf.tidy(() => {
    const twice = (rows: tf.Tensor2D) => tf.concat([rows, rows], 1);
    const columns = twice(x.reshape([b * h * w, c]) as tf.Tensor2D); // [b · h · w, 2c]
    return twice(columns.reshape([b * h, 2 * w * c]) as tf.Tensor2D).reshape([b, 2 * h, 2 * w, c]);
  });
}
