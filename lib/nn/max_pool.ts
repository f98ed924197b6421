/**
 * Max pooling.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Half the height and width: the highest of each 2×2 values, whose gradient goes to one of them.
 *
 * TensorFlow's kernel where it runs. Elsewhere it is composed: the gradient of tfjs's own pooling on
 * WebAssembly is wrong (`tests/backend/oracle_test.ts` would show it).
 *
 * @param x `[b, h, w, c]` of even height and width.
 * @returns `[b, h / 2, w / 2, c]`.
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
  const [b, h, w, c] = x.shape;
  return tf.tidy(() => {
    const rows = higher(x.reshape([b, h / 2, 2, w * c]), 2); // [b, h / 2, 1, w · c]
    return higher(rows.reshape([b, (h / 2) * (w / 2), 2, c]), 2).reshape([b, h / 2, w / 2, c]);
  });
}

/** The higher of the two values along an axis of two. */
function higher(x: tf.Tensor, axis: number): tf.Tensor {
  const [first, second] = tf.split(x, 2, axis);
  return tf.maximum(first!, second!);
}
