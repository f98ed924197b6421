/**
 * One training step of DAAD+.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../detector/fit/gan_networks.ts";
import { discriminatorLoss } from "../nn/losses/cross_entropy.ts";
import { lossGradients } from "../nn/losses/loss_gradients.ts";
import { reconstructionLoss } from "../nn/losses/reconstruction_loss.ts";
import { weightedSum } from "../nn/ops/sum.ts";
import type { LossTerms } from "../train/loop.ts";
import type { DaadPlusConfig } from "./config.ts";
import type { Discriminator } from "./discriminator.ts";
import type { Generator } from "./generator.ts";
import { alignmentLoss, generatorAdversarialLoss } from "./losses.ts";

/** The two networks of DAAD+ and the variables that each update trains. */
export type DaadPlusNetworks = TrainedNetworks<
  { generator: Generator; discriminator: Discriminator }
>;

/** The parts of the configuration that one step needs. */
export type AdversarialConfig = Pick<
  DaadPlusConfig,
  "reconstructionLoss" | "adversarialLoss" | "lambda" | "alignmentLayers"
>;

/**
 * Updates both networks by one step and returns the loss terms before the update.
 *
 * `L = λ_rec L_rec + λ_adv L_adv + λ_ali L_ali` for the generator, with the discriminator fixed; the
 * discriminator's loss uses the same reconstructions. Both gradients are taken before either network
 * is updated, so one forward pass of the generator serves both. This order is a choice.
 *
 * Source: DAAD (ICCV 2021), L.
 */
export function daadPlusStep(
  networks: DaadPlusNetworks,
  images: tf.Tensor4D,
  update: Update<"generator" | "discriminator">,
  { lambda, alignmentLayers, ...config }: AdversarialConfig,
): LossTerms {
  const { generator, discriminator } = networks;
  const layers = (features: tf.Tensor4D[]) => alignmentLayers.map((l) => features[l - 1]!);
  return tf.tidy(() => {
    const real = layers(discriminator(images).features);
    const ofGenerator = lossGradients(() => {
      const reconstructions = generator.reconstruct(images, "train");
      const fake = discriminator(reconstructions);
      const reconstruction = reconstructionLoss(images, reconstructions, config.reconstructionLoss);
      const adversarial = generatorAdversarialLoss(fake.logits, config.adversarialLoss);
      const alignment = alignmentLoss(real, layers(fake.features));
      const weighted = { reconstruction, adversarial, alignment };
      return { total: weightedSum(weighted, lambda), ...weighted, reconstructions };
    }, networks.variables.generator);
    const { reconstructions, ...terms } = ofGenerator.terms;
    const ofDiscriminator = lossGradients(() => ({
      total: discriminatorLoss(
        discriminator(images).logits,
        discriminator(reconstructions).logits,
      ),
    }), networks.variables.discriminator);
    update("generator", ofGenerator.gradients);
    update("discriminator", ofDiscriminator.gradients);
    return { ...terms, discriminator: ofDiscriminator.terms.total };
  });
}
