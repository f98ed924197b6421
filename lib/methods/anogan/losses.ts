/**
 * The loss that AnoGAN's search minimises, which is also its score.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { AnoganConfig } from "./config.ts";

/** Images, the generated images matched to them, and the discriminator's features of both. */
export interface Match {
  /** x, `[b, h, w, c]`. */
  readonly images: tf.Tensor4D;
  /** G(z), `[b, h, w, c]`. */
  readonly generated: tf.Tensor4D;
  /** f(x), `[b, h', w', n]`. */
  readonly features: tf.Tensor4D;
  /** f(G(z)), `[b, h', w', n]`. */
  readonly generatedFeatures: tf.Tensor4D;
}

/**
 * The loss of each image, `(1 − λ) · Σ |x − G(z)| + λ · Σ |f(x) − f(G(z))|`; with
 * `reduction: "mean"`, means replace the sums.
 *
 * Source: Schlegl et al., IPMI 2017, equations 3 to 5 and 7.
 *
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { matchLoss } from "./losses.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const fill = (value: number) => tf.fill([1, 2, 2, 1], value) as tf.Tensor4D;
 * const match = {
 *   images: fill(1),
 *   generated: fill(0.5),
 *   features: fill(3),
 *   generatedFeatures: fill(1),
 * };
 * const loss = matchLoss(match, { featureWeight: 0.1, reduction: "sum" });
 * assertAlmostEquals(loss.dataSync()[0]!, 0.9 * 2 + 0.1 * 8, 1e-6);
 * ```
 */
export function matchLoss(
  { images, generated, features, generatedFeatures }: Match,
  { featureWeight, reduction }: Pick<AnoganConfig, "featureWeight" | "reduction">,
): tf.Tensor1D {
  return tf.tidy(() => {
    const distance = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor1D => {
      const difference = tf.abs(tf.sub(a, b));
      return reduction === "sum" ? tf.sum(difference, [1, 2, 3]) : tf.mean(difference, [1, 2, 3]);
    };
    const residual = distance(images, generated);
    const ofFeatures = distance(features, generatedFeatures);
    return tf.add(tf.mul(residual, 1 - featureWeight), tf.mul(ofFeatures, featureWeight));
  });
}
