/**
 * One training step of CAVGA-R.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import {
  type Code,
  drawCode,
  klDivergence,
  negativeLogLikelihood,
} from "../../nn/layers/variational.ts";
import { crossEntropy, discriminatorLoss } from "../../nn/losses/cross_entropy.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import { sigmoid } from "../../nn/ops/activations.ts";
import { weightedSum } from "../../nn/ops/sum.ts";
import type { LossTerms } from "../../train/loop.ts";
import { attentionLoss } from "./attention.ts";
import type { CavgaConfig } from "./config.ts";
import type { CavgaAutoencoder, CavgaDiscriminator } from "./network.ts";

/** The networks and the variables that each update trains. */
export type CavgaNetworks = TrainedNetworks<
  { autoencoder: CavgaAutoencoder; discriminator: CavgaDiscriminator }
>;

/** Random inputs of a step. */
export type CavgaDraws = {
  /** ε of the code, `[b, s, s, latent]`, standard normal. */
  readonly noise: tf.Tensor4D;
};

/**
 * The loss of the variational autoencoder per value: the bound divided by the number of values of an
 * image, `(Σ cross-entropy + KL) / (h · w · c)`, averaged over the batch. This keeps the ratio of the
 * two terms, and gives their sum the scale of the other losses.
 *
 * @param images `[b, h, w, c]` in [0, 1].
 * @param logits Logits of the reconstructions.
 */
export function vaeTerms(
  images: tf.Tensor4D,
  logits: tf.Tensor4D,
  { mean, logVariance }: Code<tf.Tensor4D>,
): { reconstruction: tf.Scalar; kl: tf.Scalar } {
  const values = images.size / images.shape[0];
  const flat = (x: tf.Tensor4D): tf.Tensor2D => x.reshape([x.shape[0], -1]);
  const perValue = (x: tf.Tensor1D): tf.Scalar => tf.div(tf.mean(x), values);
  return {
    reconstruction: perValue(negativeLogLikelihood(images, logits, "bernoulli")),
    kl: perValue(klDivergence({ mean: flat(mean), logVariance: flat(logVariance) })),
  };
}

/**
 * Updates encoder and decoder, then the discriminator.
 *
 * Encoder and decoder: `w_r L_vae + w_adv BCE(D(x̂), 1) + w_ae L_ae`, the discriminator fixed.
 * Discriminator: `½ (BCE(D(x), 1) + BCE(D(x̂), 0))` on the reconstruction from before the update.
 * There are two optimisers, as in one joint loss the decoder would help the discriminator.
 *
 * Source: Venkataramanan et al., ECCV 2020, equation 4.
 */
export function cavgaStep(
  networks: CavgaNetworks,
  { images, noise }: CavgaDraws & { readonly images: tf.Tensor4D },
  update: Update<"autoencoder" | "discriminator">,
  { weights }: Pick<CavgaConfig, "weights">,
): LossTerms {
  const { autoencoder, discriminator } = networks;
  return tf.tidy(() => {
    const ofAutoencoder = lossGradients(() => {
      const code = autoencoder.encode(images, "train");
      const logits = autoencoder.decode(drawCode(code, noise), "train");
      const reconstructions = fromUnit(sigmoid(logits));
      const { reconstruction, kl } = vaeTerms(toUnit(images), logits, code);
      // "batch": the discriminator tracks statistics in its own update only.
      const adversarial = crossEntropy(discriminator(reconstructions, "batch"), true);
      const attention = attentionLoss(code.attention);
      const bound = tf.add(reconstruction, kl) as tf.Scalar;
      const total = weightedSum({ reconstruction: bound, adversarial, attention }, weights);
      return { total, reconstruction, kl, adversarial, attention, reconstructions };
    }, networks.variables.autoencoder);
    const { reconstructions, ...terms } = ofAutoencoder.terms;
    const ofDiscriminator = lossGradients(() => {
      const real = discriminator(images, "train");
      const fake = discriminator(reconstructions, "train");
      return { total: tf.div(discriminatorLoss(real, fake), 2) as tf.Scalar };
    }, networks.variables.discriminator);
    update("autoencoder", ofAutoencoder.gradients);
    update("discriminator", ofDiscriminator.gradients);
    return { ...terms, discriminator: ofDiscriminator.terms.total };
  });
}
