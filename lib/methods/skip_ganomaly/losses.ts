/**
 * The score of Skip-GANomaly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** An image, its reconstruction and the discriminator's features of both. */
export interface ScoredPair {
  /** x, `[b, h, w, c]`. */
  readonly images: tf.Tensor4D;
  /** x̂, `[b, h, w, c]`. */
  readonly reconstructions: tf.Tensor4D;
  /** f(x), `[b, n]`. */
  readonly features: tf.Tensor2D;
  /** f(x̂), `[b, n]`. */
  readonly rebuiltFeatures: tf.Tensor2D;
}

/**
 * The score: `λ · mean (x − x̂)² + (1 − λ) · mean (f(x) − f(x̂))²`, not rescaled.
 *
 * Source: Akçay et al., IJCNN 2019, section "anomaly score".
 *
 * @param weight λ.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { skipGanomalyScore } from "./losses.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [x, y] = [tf.fill([1, 2, 2, 1], 1), tf.zeros([1, 2, 2, 1])] as tf.Tensor4D[];
 * const [f, g] = [tf.tensor2d([[2, 0]]), tf.tensor2d([[0, 0]])];
 * const pair = { images: x!, reconstructions: y!, features: f, rebuiltFeatures: g };
 * assertAlmostEquals(skipGanomalyScore(pair, 0.9).dataSync()[0]!, 0.9 * 1 + 0.1 * 2, 1e-6);
 * ```
 */
export function skipGanomalyScore(
  { images, reconstructions, features, rebuiltFeatures }: ScoredPair,
  weight: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const pixels = tf.mean(tf.square(tf.sub(images, reconstructions)), [1, 2, 3]);
    const latent = tf.mean(tf.square(tf.sub(features, rebuiltFeatures)), 1);
    return tf.add(tf.mul(pixels, weight), tf.mul(latent, 1 - weight)) as tf.Tensor1D;
  });
}
