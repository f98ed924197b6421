/**
 * The losses of GANomaly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GanomalyConfig } from "./config.ts";

/**
 * `mean |a − b|`: L_con on images.
 *
 * Source: Akcay et al., ACCV 2018, equation 2.
 */
export function absoluteLoss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.abs(tf.sub(a, b))) as tf.Scalar);
}

/**
 * The score: the distance between the codes of an image and of its reconstruction.
 *
 * `l2`: `mean_dimensions (z − ẑ)²`. `l1`: `mean_dimensions |z − ẑ|`.
 *
 * Source: the official code (`l2`); Akcay et al., ACCV 2018, equation 5 (`l1`).
 *
 * @param code z, `[b, n]`.
 * @param rebuiltCode ẑ, `[b, n]`.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { codeDistance } from "./losses.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const [z, rebuilt] = [tf.tensor2d([[0, 4]]), tf.tensor2d([[0, 0]])];
 * assertEquals([...codeDistance(z, rebuilt, "l2").dataSync()], [8]);
 * assertEquals([...codeDistance(z, rebuilt, "l1").dataSync()], [2]);
 * ```
 */
export function codeDistance(
  code: tf.Tensor2D,
  rebuiltCode: tf.Tensor2D,
  distance: GanomalyConfig["distance"],
): tf.Tensor1D {
  return tf.tidy(() => {
    const difference = tf.sub(code, rebuiltCode);
    return tf.mean(distance === "l2" ? tf.square(difference) : tf.abs(difference), 1);
  });
}
