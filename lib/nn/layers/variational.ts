/**
 * The losses of variational autoencoders: reconstruction and KL divergence, both per image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sigmoid } from "../ops/activations.ts";

/** The normal distribution q(z | x) of each image: both `[b, codeSize]`, or maps of codes. */
export interface Code<T extends tf.Tensor = tf.Tensor2D> {
  readonly mean: T;
  readonly logVariance: T;
}

/**
 * `−log p(x | z)` up to a constant, summed over pixels and channels.
 *
 * With logits s and `x̂ = sigmoid(s)`: `bernoulli`: `Σ softplus(s) − x·s`, the cross-entropy
 * `−Σ x log x̂ + (1 − x) log(1 − x̂)` in a form that does not overflow. `gaussian`: `½ Σ (x − x̂)²`.
 *
 * @param targets x, `[b, h, w, c]` in [0, 1].
 * @param logits s, of the same shape.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { negativeLogLikelihood } from "./variational.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [x, s] = [tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1])] as [tf.Tensor4D, tf.Tensor4D];
 * const value = (kind: "bernoulli" | "gaussian") =>
 *   negativeLogLikelihood(x, s, kind).dataSync()[0]!;
 * assertAlmostEquals(value("bernoulli"), 4 * Math.log(2), 1e-6);
 * assertAlmostEquals(value("gaussian"), 0.5, 1e-6);
 * ```
 */
export function negativeLogLikelihood(
  targets: tf.Tensor4D,
  logits: tf.Tensor4D,
  kind: "bernoulli" | "gaussian",
): tf.Tensor1D {
  return tf.tidy(() => {
    const pixels = kind === "bernoulli"
      ? tf.sub(tf.softplus(logits), tf.mul(targets, logits))
      : tf.mul(tf.square(tf.sub(targets, sigmoid(logits))), 0.5);
    return tf.sum(pixels, [1, 2, 3]);
  });
}

/**
 * `KL(q(z | x) ‖ N(0, 1)) = ½ Σ μ² + σ² − log σ² − 1`.
 *
 * Source: Kingma and Welling, ICLR 2014, appendix B.
 *
 * @returns `[b]`, at least 0.
 *
 * @example
 * ```ts
 * import { klDivergence } from "./variational.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const kl = klDivergence({ mean: tf.tensor2d([[2, 0]]), logVariance: tf.zeros([1, 2]) });
 * assertAlmostEquals(kl.dataSync()[0]!, 2, 1e-6);
 * ```
 */
export function klDivergence(code: Code): tf.Tensor1D {
  return tf.tidy(() => tf.sum(klByUnit(code), 1));
}

/** The terms of the sum for each unit of the code, `[b, codeSize]`. */
export function klByUnit({ mean, logVariance }: Code): tf.Tensor2D {
  return tf.tidy(() => {
    const excess = tf.sub(tf.sub(tf.exp(logVariance), logVariance), 1);
    return tf.mul(tf.add(tf.square(mean), excess), 0.5);
  });
}

/**
 * Draws codes from q(z | x): `z = μ + σ·ε`.
 *
 * @param noise ε, standard normal, of the codes' shape, or for one image: the same in each.
 */
export function drawCode<T extends tf.Tensor>({ mean, logVariance }: Code<T>, noise: T): T {
  return tf.tidy(() => tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise)));
}
