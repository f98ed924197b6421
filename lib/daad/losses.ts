/**
 * The losses of DAAD and DAAD+.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { meanSquare } from "../nn/mean_square.ts";
import type { DaadConfig, DaadPlusConfig } from "./config.ts";

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
 * import { reconstructionLoss } from "./losses.ts";
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
  kind: DaadConfig["reconstructionLoss"],
): tf.Scalar {
  return tf.tidy(() => {
    const difference = tf.sub(reconstructions, images);
    if (kind === "mse") return meanSquare(difference);
    const squares = tf.sum(tf.square(difference), [1, 2, 3]);
    return tf.mean(tf.sqrt(tf.add(squares, SQUARED_NORM_EPSILON)));
  });
}

/**
 * The generator's part of the adversarial loss L_adv.
 *
 * With `s` the discriminator's logit of a reconstruction and `D = sigmoid(s)`:
 * `minimax`: `mean log(1 − D) = −mean softplus(s)`. `non-saturating`: `−mean log D`.
 *
 * Source: DAAD+, L_adv (minimax); Goodfellow et al., NeurIPS 2014, section 3 (non-saturating).
 *
 * @param logits Of reconstructions, any shape.
 */
export function generatorAdversarialLoss(
  logits: tf.Tensor,
  kind: DaadPlusConfig["adversarialLoss"],
): tf.Scalar {
  return tf.tidy(() =>
    kind === "minimax" ? tf.neg(tf.mean(tf.softplus(logits))) : tf.mean(tf.softplus(tf.neg(logits)))
  );
}

/**
 * The discriminator's loss: `−mean log D(x) − mean log(1 − D(x̂))`.
 *
 * Source: DAAD+, L_adv, which the discriminator maximises.
 *
 * @param realLogits Of images.
 * @param fakeLogits Of reconstructions.
 */
export function discriminatorLoss(realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar {
  return tf.tidy(() =>
    tf.add(
      tf.mean(tf.softplus(tf.neg(realLogits))),
      tf.mean(tf.softplus(fakeLogits)),
    )
  );
}

/**
 * Alignment loss L_ali: `mean_layers mean((f_D(x) − f_D(x̂))²)`.
 *
 * Source: DAAD+, L_ali; which layer f_D is, and the reduction, are open in the paper.
 *
 * @param imageFeatures Feature maps of images, one a layer.
 * @param reconstructionFeatures Feature maps of reconstructions, in the same order.
 */
export function alignmentLoss(
  imageFeatures: readonly tf.Tensor4D[],
  reconstructionFeatures: readonly tf.Tensor4D[],
): tf.Scalar {
  return tf.tidy(() => {
    const layers = imageFeatures.map((feature, i) =>
      meanSquare(tf.sub(reconstructionFeatures[i]!, feature))
    );
    return tf.div(tf.addN(layers), layers.length);
  });
}
