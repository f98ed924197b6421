/**
 * One training step of DAAD+.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Adam, gradients } from "../nn/adam.ts";
import type { LossTerms } from "../train/loop.ts";
import type { DaadPlusConfig } from "./config.ts";
import type { Discriminator } from "./discriminator.ts";
import type { Generator } from "./generator.ts";
import {
  alignmentLoss,
  discriminatorLoss,
  generatorAdversarialLoss,
  reconstructionLoss,
} from "./losses.ts";

/** The two networks of DAAD+ and the variables that each update trains. */
export interface DaadPlusNetworks {
  readonly generator: Generator;
  readonly discriminator: Discriminator;
  readonly generatorVariables: readonly tf.Variable[];
  readonly discriminatorVariables: readonly tf.Variable[];
}

/** Both updates' gradients, in the order of the networks' variables, and the loss terms. */
export interface DaadPlusGradients extends PerNetwork<readonly tf.Tensor[]> {
  readonly losses: LossTerms;
}

/** The parts of the configuration that one step needs. */
export type AdversarialConfig = Pick<
  DaadPlusConfig,
  "reconstructionLoss" | "adversarialLoss" | "lambda" | "alignmentLayers"
>;

/** One value for each network. */
export interface PerNetwork<T> {
  readonly generator: T;
  readonly discriminator: T;
}

/**
 * Updates both networks by one step and returns the loss terms from before it.
 *
 * @param rates From each optimiser's `rates`.
 */
export function daadPlusStep(
  networks: DaadPlusNetworks,
  optimisers: PerNetwork<Adam>,
  images: tf.Tensor4D,
  rates: PerNetwork<tf.Tensor1D>,
  config: AdversarialConfig,
): LossTerms {
  const { generator, discriminator, losses } = daadPlusGradients(networks, images, config);
  optimisers.generator.apply(generator, rates.generator);
  optimisers.discriminator.apply(discriminator, rates.discriminator);
  return losses;
}

/**
 * Gradients of one DAAD+ step.
 *
 * `L = λ_rec L_rec + λ_adv L_adv + λ_ali L_ali` for the generator with the discriminator fixed; the
 * discriminator's own loss on the same reconstructions. Both are taken before either network is
 * updated, so that one forward pass of the generator serves both; a choice.
 *
 * Source: DAAD (ICCV 2021), L.
 */
export function daadPlusGradients(
  networks: DaadPlusNetworks,
  images: tf.Tensor4D,
  config: AdversarialConfig,
): DaadPlusGradients {
  const { lambda } = config;
  return tf.tidy(() => {
    const layers = (features: tf.Tensor4D[]) => config.alignmentLayers.map((l) => features[l - 1]!);
    const real = layers(networks.discriminator(images).features);
    // Values that are needed after the tape has ended; `keep` takes them out of its scope.
    const kept: tf.Tensor[] = [];
    const keep = <T extends tf.Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor));
      return tensor;
    };
    const generatorStep = gradients(() => {
      const reconstructions = keep(networks.generator.reconstruct(images, "train"));
      const fake = networks.discriminator(reconstructions);
      const rec = keep(reconstructionLoss(images, reconstructions, config.reconstructionLoss));
      const adv = keep(generatorAdversarialLoss(fake.logits, config.adversarialLoss));
      const ali = keep(alignmentLoss(real, layers(fake.features)));
      return tf.addN([
        tf.mul(rec, lambda.reconstruction),
        tf.mul(adv, lambda.adversarial),
        tf.mul(ali, lambda.alignment),
      ]) as tf.Scalar;
    }, networks.generatorVariables);
    const [reconstructions, rec, adv, ali] = kept as [
      tf.Tensor4D,
      tf.Scalar,
      tf.Scalar,
      tf.Scalar,
    ];
    const discriminatorStep = gradients(() =>
      discriminatorLoss(
        networks.discriminator(images).logits,
        networks.discriminator(reconstructions).logits,
      ), networks.discriminatorVariables);
    const losses = {
      total: generatorStep.value,
      reconstruction: rec.clone(),
      adversarial: adv.clone(),
      alignment: ali.clone(),
      discriminator: discriminatorStep.value,
    };
    tf.dispose(kept);
    return {
      generator: generatorStep.gradients,
      discriminator: discriminatorStep.gradients,
      losses,
    };
  });
}
