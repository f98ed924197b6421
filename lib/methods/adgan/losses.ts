/**
 * The losses of ADGAN: those of a Wasserstein GAN with gradient penalty.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Critic } from "./network.ts";

/** Added under the root of the norm, whose gradient would otherwise be infinite at zero. */
const SQUARED_NORM_EPSILON = 1e-12;

/**
 * The gradient penalty: `mean (‖∇C(mix)‖₂ − 1)²` with `mix = t · real + (1 − t) · fake`.
 *
 * Source: Gulrajani et al., NeurIPS 2017, equation 3.
 *
 * @param real `[b, h, w, c]`.
 * @param fake `[b, h, w, c]`.
 * @param t `[b, 1, 1, 1]`, from U(0, 1).
 *
 * @example
 * ```ts
 * import { gradientPenalty } from "./losses.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const critic = (x: tf.Tensor4D) => tf.mul(tf.sum(x, [1, 2]), 3) as tf.Tensor2D;
 * const image = tf.zeros([1, 2, 2, 1]) as tf.Tensor4D; // the gradient is 3 at four pixels: norm 6
 * const penalty = gradientPenalty(critic, image, image, tf.ones([1, 1, 1, 1]));
 * assertAlmostEquals(penalty.dataSync()[0]!, 25, 1e-4);
 * ```
 */
export function gradientPenalty(
  critic: Critic,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  t: tf.Tensor4D,
): tf.Scalar {
  return tf.tidy(() => {
    const mix: tf.Tensor4D = tf.add(fake, tf.mul(t, tf.sub(real, fake)));
    const gradient = tf.grad((x) => tf.sum(critic(x as tf.Tensor4D)))(mix);
    const squares = tf.sum(tf.square(gradient), [1, 2, 3]);
    const norm = tf.sqrt(tf.add(squares, SQUARED_NORM_EPSILON));
    return tf.mean(tf.square(tf.sub(norm, 1))) as tf.Scalar;
  });
}

/**
 * The error of a reconstruction: `mean (x − G(z))²` for each image.
 *
 * @param images `[b, h, w, c]`.
 * @param generated `[b, h, w, c]`.
 * @returns `[b]`.
 */
export function generationError(images: tf.Tensor4D, generated: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => tf.mean(tf.square(tf.sub(images, generated)), [1, 2, 3]) as tf.Tensor1D);
}
