/**
 * One training step of Skip-GANomaly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import type { ModalLayer } from "../../nn/layers/batch_norm.ts";
import { crossEntropy, discriminatorLoss } from "../../nn/losses/cross_entropy.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import { meanSquaredError } from "../../nn/losses/mean_square.ts";
import { weightedSum } from "../../nn/ops/sum.ts";
import type { LossTerms } from "../../train/loop.ts";
import type { SkipGanomalyConfig } from "./config.ts";
import type { SkipGanomalyDiscriminator } from "./network.ts";

/** The networks and the variables that each update trains. */
export type SkipGanomalyNetworks = TrainedNetworks<
  { generator: ModalLayer; discriminator: SkipGanomalyDiscriminator }
>;

/**
 * Updates the generator, then the discriminator.
 *
 * Generator: `λ_adv BCE(D(x̂), 1) + λ_con mean |x − x̂| + λ_lat mean (f(x) − f(x̂))²`, the
 * discriminator fixed. Discriminator: `BCE(D(x), 1) + BCE(D(x̂), 0)` and, as in the official code,
 * the latent term with its λ again, with x̂ fixed. Both gradients are taken before either network
 * changes. As in the official code, the discriminator's running statistics see the images once and
 * the reconstructions twice.
 *
 * Source: Akçay et al., IJCNN 2019, section "training objective", and the official code.
 *
 * @param noise Added to the generator's input, `[b, h, w, c]`; absent without noise.
 */
export function skipGanomalyStep(
  networks: SkipGanomalyNetworks,
  { images, noise }: { images: tf.Tensor4D; noise?: tf.Tensor4D },
  update: Update<"generator" | "discriminator">,
  { lambda, latentInDiscriminator }: Pick<
    SkipGanomalyConfig,
    "lambda" | "latentInDiscriminator"
  >,
): LossTerms {
  const { generator, discriminator } = networks;
  return tf.tidy(() => {
    const input: tf.Tensor4D = noise ? tf.add(images, noise) : images;
    const real = discriminator(images, "train").features;
    const ofGenerator = lossGradients(() => {
      const reconstructions = generator(input, "train");
      const fake = discriminator(reconstructions, "train");
      const adversarial = crossEntropy(fake.logits, true);
      const reconstruction = tf.mean(absoluteErrorMap(images, reconstructions)) as tf.Scalar;
      const latent = meanSquaredError(fake.features, real);
      const weighted = { adversarial, reconstruction, latent };
      return { total: weightedSum(weighted, lambda), ...weighted, reconstructions };
    }, networks.variables.generator);
    const { reconstructions, ...terms } = ofGenerator.terms;
    const ofDiscriminator = lossGradients(() => {
      const ofImages = discriminator(images, "batch");
      const fake = discriminator(reconstructions, "train");
      const judged = discriminatorLoss(ofImages.logits, fake.logits);
      if (!latentInDiscriminator) return { total: judged };
      const latent = meanSquaredError(fake.features, ofImages.features);
      return { total: tf.add(judged, tf.mul(latent, lambda.latent)) as tf.Scalar };
    }, networks.variables.discriminator);
    update("generator", ofGenerator.gradients);
    update("discriminator", ofDiscriminator.gradients);
    return { ...terms, discriminator: ofDiscriminator.terms.total };
  });
}
