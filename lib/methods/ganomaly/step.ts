/**
 * One training step of GANomaly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import type { DcganDiscriminator } from "../../nn/layers/dcgan.ts";
import { discriminatorLoss } from "../../nn/losses/cross_entropy.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import { meanSquaredError } from "../../nn/losses/mean_square.ts";
import { weightedSum } from "../../nn/ops/sum.ts";
import type { LossTerms } from "../../train/loop.ts";
import type { GanomalyConfig } from "./config.ts";
import { absoluteLoss } from "./losses.ts";
import type { GanomalyGenerator } from "./network.ts";

/** The networks and the variables that each update trains. */
export type GanomalyNetworks = TrainedNetworks<
  { generator: GanomalyGenerator; discriminator: DcganDiscriminator }
>;

/**
 * Updates the generator, then the discriminator.
 *
 * Generator: `λ_adv mean (f(x) − f(x̂))² + λ_con mean |x − x̂| + λ_enc mean (z − ẑ)²`, the
 * discriminator fixed. Discriminator: `½ (BCE(D(x), 1) + BCE(D(x̂), 0))` on the reconstruction from
 * before the generator's update, so that one pass of the generator serves both.
 *
 * Source: Akcay et al., ACCV 2018, section 3, and the official code's order.
 */
export function ganomalyStep(
  networks: GanomalyNetworks,
  images: tf.Tensor4D,
  update: Update<"generator" | "discriminator">,
  { lambda }: Pick<GanomalyConfig, "lambda">,
): LossTerms {
  const { generator, discriminator } = networks;
  return tf.tidy(() => {
    const real = discriminator(images, "train").features;
    const ofGenerator = lossGradients(() => {
      const { code, reconstructions, rebuiltCode } = generator(images, "train");
      const adversarial = meanSquaredError(discriminator(reconstructions, "train").features, real);
      const reconstruction = absoluteLoss(images, reconstructions);
      const encoding = meanSquaredError(code, rebuiltCode);
      const weighted = { adversarial, reconstruction, encoding };
      return { total: weightedSum(weighted, lambda), ...weighted, reconstructions };
    }, networks.variables.generator);
    const { reconstructions, ...terms } = ofGenerator.terms;
    const ofDiscriminator = lossGradients(() => {
      const real = discriminator(images, "train").logits;
      const fake = discriminator(reconstructions, "train").logits;
      return { total: tf.div(discriminatorLoss(real, fake), 2) as tf.Scalar };
    }, networks.variables.discriminator);
    update("generator", ofGenerator.gradients);
    update("discriminator", ofDiscriminator.gradients);
    return { ...terms, discriminator: ofDiscriminator.terms.total };
  });
}
