/**
 * The losses of DAAD+. Losses shared with other methods are in `nn`: L_rec (`reconstruction_loss.ts`)
 * and the discriminator's (`cross_entropy.ts`).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { crossEntropy } from "../nn/losses/cross_entropy.ts";
import { meanSquaredError } from "../nn/losses/mean_square.ts";
import type { DaadPlusConfig } from "./config.ts";

/**
 * The generator's part of the adversarial loss L_adv.
 *
 * With `s` the discriminator's logit of a reconstruction and `D = sigmoid(s)`:
 * `minimax`: `mean log(1 − D) = −mean softplus(s)`. `non-saturating`: `−mean log D`.
 *
 * Source: DAAD+, L_adv (minimax); Goodfellow et al., NeurIPS 2014, section 3 (non-saturating).
 *
 * @param logits The discriminator's logits of reconstructions, any shape.
 */
export function generatorAdversarialLoss(
  logits: tf.Tensor,
  kind: DaadPlusConfig["adversarialLoss"],
): tf.Scalar {
  return tf.tidy(() =>
    kind === "minimax" ? tf.neg(crossEntropy(logits, false)) : crossEntropy(logits, true)
  );
}

/**
 * Alignment loss L_ali: `mean_layers mean((f_D(x) − f_D(x̂))²)`.
 *
 * Source: DAAD+, L_ali; which layer f_D is, and the reduction, are open in the paper.
 *
 * @param imageFeatures Feature maps of images, one per layer.
 * @param reconstructionFeatures Feature maps of reconstructions, in the same order.
 */
export function alignmentLoss(
  imageFeatures: readonly tf.Tensor4D[],
  reconstructionFeatures: readonly tf.Tensor4D[],
): tf.Scalar {
  return tf.tidy(() => {
    const layers = imageFeatures.map((feature, i) =>
      meanSquaredError(reconstructionFeatures[i]!, feature)
    );
    return tf.div(tf.addN(layers), layers.length);
  });
}
