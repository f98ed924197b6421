/**
 * The reconstruction loss L_rec.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { meanSquare } from "./mean_square.ts";

/** Added under the root of the `l2` loss, whose gradient is infinite at zero otherwise. */
const SQUARED_NORM_EPSILON = 1e-12;

/**
 * Reconstruction loss L_rec.
 *
 * `mse`: `mean((x − x̂)²)`. `l2`: `mean_images ‖x − x̂‖₂`.
 *
 * Source: DAAD, L_rec; the paper leaves open whether the norm is squared or averaged.
 *
 * @param images `[b, h, w, c]`.
 * @param reconstructions `[b, h, w, c]`.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { reconstructionLoss } from "./reconstruction_loss.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const x = tf.zeros([2, 2, 2, 1]) as tf.Tensor4D;
 * const y = tf.fill([2, 2, 2, 1], 0.5) as tf.Tensor4D;
 * assertAlmostEquals(reconstructionLoss(x, y, "mse").dataSync()[0]!, 0.25, 1e-6);
 * assertAlmostEquals(reconstructionLoss(x, y, "l2").dataSync()[0]!, 1, 1e-6);
 * ```
 */
export function reconstructionLoss(
  images: tf.Tensor4D,
  reconstructions: tf.Tensor4D,
  kind: "mse" | "l2",
): tf.Scalar {
  return tf.tidy(() => {
    const difference = tf.sub(reconstructions, images);
    if (kind === "mse") return meanSquare(difference);
    const squares = tf.sum(tf.square(difference), [1, 2, 3]);
    return tf.mean(tf.sqrt(tf.add(squares, SQUARED_NORM_EPSILON)));
  });
}
