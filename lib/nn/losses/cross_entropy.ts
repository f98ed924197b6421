/**
 * Binary cross-entropy of logits.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * `−mean log p` with `p = sigmoid(logit)` of the wanted answer, in a form that does not overflow:
 * `mean softplus(∓logit)`.
 *
 * @param logits Any shape; positive = looks real.
 * @param real Whether the wanted answer is `real`.
 *
 * @example
 * ```ts
 * import { crossEntropy } from "./cross_entropy.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = crossEntropy(tf.tensor1d([0]), true);
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(2), 1e-6);
 * ```
 */
export function crossEntropy(logits: tf.Tensor, real: boolean): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.softplus(real ? tf.neg(logits) : logits)) as tf.Scalar);
}

/**
 * The loss of a discriminator: `BCE(real, 1) + BCE(fake, 0)`.
 *
 * @param realLogits Of images.
 * @param fakeLogits Of images that a generator made.
 */
export function discriminatorLoss(realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.add(crossEntropy(realLogits, true), crossEntropy(fakeLogits, false)));
}
