/**
 * Logarithms of probabilities of classes, and their cross-entropy.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * `log softmax(s) = s − max s − log Σ exp(s − max s)` of each row, finite for any finite logits.
 *
 * Written out because tfjs has it on only some backends.
 *
 * @param logits s, `[b, k]`.
 */
export function logSoftmax(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((...args) => {
    const [s, save] = args as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    const shifted = tf.sub(s, tf.max(s, 1, true));
    const value: tf.Tensor2D = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    save([value]);
    return {
      value,
      gradFunc: (dy, [value]) => tf.sub(dy, tf.mul(tf.exp(value!), tf.sum(dy, 1, true))),
    };
  })(logits) as tf.Tensor2D;
}

/**
 * `−mean log p` of the right classes.
 *
 * @param logits `[b, k]`.
 * @param right Ones at the right classes, `[b, k]`.
 *
 * @example
 * ```ts
 * import { classCrossEntropy } from "./log_softmax.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = classCrossEntropy(tf.zeros([1, 4]), tf.tensor2d([[0, 0, 1, 0]]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(4), 1e-6);
 * ```
 */
export function classCrossEntropy(logits: tf.Tensor2D, right: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => tf.neg(tf.mean(tf.sum(tf.mul(logSoftmax(logits), right), 1))) as tf.Scalar);
}
