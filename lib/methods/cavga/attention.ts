/**
 * Attention of the code on the encoder's last map, and its loss.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Avoids a division by zero for an image without any attention. */
const EPSILON = 1e-6;

/**
 * Grad-CAM of the sum of the code's mean, `A = ReLU(Σ_c α_c F_c)`, divided by its highest value in
 * the image, with `α_c` the mean over positions of `∂(Σ μ) / ∂F_c`.
 *
 * μ is a convolution 1×1 of F, so the gradient is `Σ_o W_co` at every position, and no gradient of a
 * gradient is needed. Each image is divided by its own maximum, so that a map depends on no other
 * image.
 *
 * Source: Venkataramanan et al., ECCV 2020, section 3.1; Selvaraju et al., ICCV 2017.
 *
 * @param features F, `[b, h, w, c]`.
 * @param kernel W of the convolution that yields μ, `[1, 1, c, n]`.
 * @returns `[b, h, w, 1]` in [0, 1].
 *
 * @example
 * ```ts
 * import { attentionMap } from "./attention.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const features = tf.tensor4d([4, 0, 1, 0], [1, 2, 1, 2]);
 * const kernel = tf.tensor4d([1, 1, -5, 0], [1, 1, 2, 2]); // α = (2, −5)
 * const map = attentionMap(features, kernel).dataSync();
 * assertEquals([...map].map((value) => value.toFixed(4)), ["1.0000", "0.2500"]);
 * ```
 */
export function attentionMap(features: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const alpha = tf.sum(kernel, 3, true) as tf.Tensor4D; // [1, 1, c, 1]
    const map = tf.relu(tf.conv2d(features, alpha, 1, "valid")); // [b, h, w, 1]
    return tf.div(map, tf.add(tf.max(map, [1, 2, 3], true), EPSILON));
  });
}

/**
 * `L_ae = mean over images of (1 / |A|) Σ (1 − A)`: 0 where the code attends to the whole image.
 *
 * Source: Venkataramanan et al., ECCV 2020, equation 3.
 *
 * @param attention A, `[b, h, w, 1]`.
 */
export function attentionLoss(attention: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.sub(1, tf.mean(attention)) as tf.Scalar);
}
