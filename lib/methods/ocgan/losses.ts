/**
 * The losses of OCGAN.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { discriminatorLoss } from "../../nn/losses/cross_entropy.ts";
import { meanSquaredError } from "../../nn/losses/mean_square.ts";
import { tanh } from "../../nn/ops/activations.ts";

/**
 * The loss of a discriminator or the classifier: `½ (BCE(real, 1) + BCE(fake, 0))`.
 *
 * Source: the official code.
 */
export function judgeLoss(realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.div(discriminatorLoss(realLogits, fakeLogits), 2));
}

/** The reconstruction loss: `½ mean (x − x̂)²`. */
export function halfSquaredError(images: tf.Tensor4D, rebuilt: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.div(meanSquaredError(rebuilt, images), 2));
}

/**
 * Informative-negative mining: moves codes away from decoded images that the classifier takes for
 * real, towards those that it takes for fake.
 *
 * `u* = tanh(u − η ∇_u Σ_images BCE(C(De(tanh u)), 0))`; with η = 0 it is `tanh u`.
 *
 * Source: Perera et al., CVPR 2019, section 3.4, and the official code.
 *
 * @param codes u, `[b, s, s, c]`.
 * @param judge Logits of the classifier on the decoded codes, `[b, 1]`.
 * @param rate η, a scalar tensor.
 */
export function mineNegatives(
  codes: tf.Tensor4D,
  judge: (codes: tf.Tensor4D) => tf.Tensor2D,
  rate: tf.Scalar,
): tf.Tensor4D {
  return tf.tidy(() => {
    const loss = (u: tf.Tensor) => tf.sum(tf.softplus(judge(tanh(u) as tf.Tensor4D)));
    const gradient = tf.grad(loss)(codes) as tf.Tensor4D;
    return tanh(tf.sub(codes, tf.mul(gradient, rate))) as tf.Tensor4D;
  });
}
