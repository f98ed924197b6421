/**
 * A trained bias, added to maps in long rows.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { isAsWritten } from "../../backend/settings/as_written.ts";

/** Up to this many channels, long rows are added in less time. */
const ADDED_IN_ROWS = 16;
/** Up to this many, they are summed in less time. */
const SUMMED_IN_ROWS = 4;

/**
 * `x + bias`, by channel, and its gradient.
 *
 * TensorFlow adds a short row to every pixel by itself, which for three channels takes several times
 * as long as adding a long row, the bias repeated, to each row of pixels. The same holds for the sums
 * of the gradient (`bench/alternatives.ts`).
 *
 * In a program that is recorded for others it is one addition.
 *
 * @param x `[b, h, w, c]`.
 * @param bias `[c]`.
 *
 * @example
 * ```ts
 * import { addTrainedBias } from "./add_trained_bias.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
 * const added = addTrainedBias(x, tf.tensor1d([10, 20]));
 * assertEquals([...added.dataSync()], [11, 22, 13, 24]);
 * ```
 */
export function addTrainedBias(x: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  if (isAsWritten() || c > ADDED_IN_ROWS) return tf.add(x, bias);
  const rows: [number, number] = [b * h, w * c];
  const sums = (dy: tf.Tensor) =>
    c > SUMMED_IN_ROWS
      ? tf.sum(dy, [0, 1, 2])
      : tf.sum(tf.reshape(tf.sum(tf.reshape(dy, rows), 0), [w, c]), 0);
  return tf.customGrad((...args) => {
    const [x, bias] = args as unknown as [tf.Tensor4D, tf.Tensor1D];
    return {
      value: tf.reshape(tf.add(tf.reshape(x, rows), tf.tile(bias, [w])), x.shape),
      gradFunc: (dy: tf.Tensor) => [dy, sums(dy)],
    };
  })(x, bias) as tf.Tensor4D;
}
