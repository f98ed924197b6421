/**
 * One training step of ADGAN: several updates of the critic, then one of the generator.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { drawLatents } from "../../detector/define/latent.ts";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import type { LatentDecoder } from "../../nn/layers/dcgan.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import type { Random } from "../../random.ts";
import type { LossTerms } from "../../train/loop.ts";
import type { AdganConfig } from "./config.ts";
import { gradientPenalty } from "./losses.ts";
import type { Critic } from "./network.ts";

/** The networks and the variables that each update trains. */
export type AdganNetworks = TrainedNetworks<{ generator: LatentDecoder; critic: Critic }>;

/** Random inputs of a step, from {@linkcode drawAdgan}. */
export type AdganDraws = {
  /** `[(criticSteps + 1) · n, latent]`: n for each update. */
  readonly latents: tf.Tensor2D;
  /** `[criticSteps · n, 1, 1, 1]`: how real and generated images are mixed. */
  readonly mix: tf.Tensor4D;
};

/** The parts of the configuration that one step needs. */
export type AdganStepConfig = Pick<AdganConfig, "criticSteps" | "gradientPenalty">;

/** Number of images per update: the critic's updates divide the batch among them. */
function share(batch: number, { criticSteps }: Pick<AdganConfig, "criticSteps">): number {
  return Math.max(1, Math.floor(batch / criticSteps));
}

/** Draws the random inputs of a step. */
export function drawAdgan(
  random: Random,
  batch: number,
  config: Pick<AdganConfig, "criticSteps" | "latent">,
): AdganDraws {
  const n = share(batch, config);
  const { criticSteps, latent } = config;
  const mixes = Array.from({ length: criticSteps * n }, () => random.uniform());
  return {
    latents: drawLatents("normal", [(criticSteps + 1) * n, latent], random),
    mix: tf.tensor4d(mixes, [criticSteps * n, 1, 1, 1]),
  };
}

/**
 * Updates the critic by `mean C(G(z)) − mean C(x) + λ (‖∇C(mix)‖₂ − 1)²`, each time on other images
 * of the batch and other latent vectors, then the generator by `−mean C(G(z))`. The critic sees
 * images generated with running statistics, as in the re-implementation, which uses Keras's
 * `predict`; only the generator's own update tracks the batch's statistics.
 *
 * Source: Gulrajani et al., NeurIPS 2017, algorithm 1. We do not know which objective Deecke et al.
 * trained with; this is the one of the re-implementation by GEOM's authors.
 */
export function adganStep(
  networks: AdganNetworks,
  { images, latents, mix }: AdganDraws & { readonly images: tf.Tensor4D },
  update: Update<"generator" | "critic">,
  config: AdganStepConfig,
): LossTerms {
  const { generator, critic } = networks;
  const n = share(images.shape[0], config);
  return tf.tidy(() => {
    const z = (i: number) => tf.slice(latents, i * n, n);
    let ofCritic: { total: tf.Scalar; penalty: tf.Scalar };
    for (let i = 0; i < config.criticSteps; i++) {
      // Where there are fewer images than updates, updates share images.
      const real = tf.slice(images, (i * n) % images.shape[0], n);
      const fake = generator(z(i), "score");
      const { gradients, terms } = lossGradients(() => {
        const judged = tf.sub(tf.mean(critic(fake)), tf.mean(critic(real)));
        const penalty = gradientPenalty(critic, real, fake, tf.slice(mix, i * n, n));
        const total = tf.add(judged, tf.mul(penalty, config.gradientPenalty)) as tf.Scalar;
        return { total, penalty };
      }, networks.variables.critic);
      update("critic", gradients);
      ofCritic = terms;
    }
    const ofGenerator = lossGradients(() => {
      const judged = critic(generator(z(config.criticSteps), "train"));
      return { total: tf.neg(tf.mean(judged)) as tf.Scalar };
    }, networks.variables.generator);
    update("generator", ofGenerator.gradients);
    return { ...ofCritic!, generator: ofGenerator.terms.total };
  });
}
