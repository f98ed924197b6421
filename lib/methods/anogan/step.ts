/**
 * One training step of AnoGAN, which is that of a plain GAN.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import type { DcganDiscriminator, LatentDecoder } from "../../nn/layers/dcgan.ts";
import { crossEntropy, discriminatorLoss } from "../../nn/losses/cross_entropy.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import type { LossTerms } from "../../train/loop.ts";

/** The networks and the variables that each update trains. */
export type AnoganNetworks = TrainedNetworks<
  { generator: LatentDecoder; discriminator: DcganDiscriminator }
>;

/**
 * Updates the discriminator by `BCE(D(x), 1) + BCE(D(G(z)), 0)`, then the generator, against the
 * updated discriminator, by `BCE(D(G(z)), 1)`.
 *
 * Source: Goodfellow et al., NeurIPS 2014, with the non-saturating loss of the generator.
 *
 * @param latents z of this step, `[b, latent]`.
 * @param generatorSteps Number of updates of the generator.
 */
export function anoganStep(
  networks: AnoganNetworks,
  { images, latents }: { images: tf.Tensor4D; latents: tf.Tensor2D },
  update: Update<"generator" | "discriminator">,
  generatorSteps: number,
): LossTerms {
  const { generator, discriminator } = networks;
  return tf.tidy(() => {
    const fakes = generator(latents, "train");
    const ofDiscriminator = lossGradients(() => {
      const real = discriminator(images, "train").logits;
      const fake = discriminator(fakes, "train").logits;
      return { total: discriminatorLoss(real, fake) };
    }, networks.variables.discriminator);
    update("discriminator", ofDiscriminator.gradients);
    const { total: ofFirst } = updateGenerator();
    for (let i = 1; i < generatorSteps; i++) updateGenerator();
    return {
      total: tf.add(ofFirst, ofDiscriminator.terms.total) as tf.Scalar,
      generator: ofFirst,
      discriminator: ofDiscriminator.terms.total,
    };

    function updateGenerator(): { total: tf.Scalar } {
      const { gradients, terms } = lossGradients(() => {
        const { logits } = discriminator(generator(latents, "train"), "train");
        return { total: crossEntropy(logits, true) };
      }, networks.variables.generator);
      update("generator", gradients);
      return terms;
    }
  });
}
