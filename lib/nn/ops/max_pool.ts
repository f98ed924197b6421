/**
 * Max pooling.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Halves height and width: takes the highest of each 2×2 values, and passes the gradient to one of
 * them.
 *
 * Uses TensorFlow's kernel where it runs. Elsewhere it is composed of other ops, since the gradient
 * of tfjs's own pooling on WebAssembly is wrong (`tests/backend/oracle_test.ts` would show it).
 *
 * @param x `[b, h, w, c]`; the last row and column of an odd size are left out.
 * @returns `[b, ⌊h / 2⌋, ⌊w / 2⌋, c]`.
 *
 * @example
 * ```ts
 * import { maxPool2 } from "./max_pool.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.tensor4d([1, 2, 5, 0, 3, 4, 1, 7], [1, 2, 4, 1]);
 * assertEquals([...maxPool2(x).dataSync()], [4, 7]);
 * ```
 */
export function maxPool2(x: tf.Tensor4D): tf.Tensor4D {
  if (tf.getBackend() === "tensorflow") return tf.maxPool(x, 2, 2, "valid");
  const [b, , , c] = x.shape;
  const [h, w] = [2 * Math.floor(x.shape[1] / 2), 2 * Math.floor(x.shape[2] / 2)];
  return tf.tidy(() => {
    const even = h === x.shape[1] && w === x.shape[2] ? x : x.slice([0, 0, 0, 0], [b, h, w, c]);
    const rows = higher(even.reshape([b, h / 2, 2, w * c]), 2); // [b, h / 2, 1, w · c]
    return higher(rows.reshape([b, (h / 2) * (w / 2), 2, c]), 2).reshape([b, h / 2, w / 2, c]);
  });
}

/** The higher of the two values along an axis of two. */
function higher(x: tf.Tensor, axis: number): tf.Tensor {
  const [first, second] = tf.split(x, 2, axis);
  return tf.maximum(first!, second!);
}
