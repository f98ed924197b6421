/**
 * One training step of OCGAN.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Update } from "../../detector/fit/adversarial_fit.ts";
import type { TrainedNetworks } from "../../detector/fit/gan_networks.ts";
import type { ModalLayer } from "../../nn/layers/batch_norm.ts";
import { crossEntropy } from "../../nn/losses/cross_entropy.ts";
import { lossGradients } from "../../nn/losses/loss_gradients.ts";
import { weightedSum } from "../../nn/ops/sum.ts";
import type { LossTerms } from "../../train/loop.ts";
import type { OcganConfig } from "./config.ts";
import { halfSquaredError, judgeLoss, mineNegatives } from "./losses.ts";
import type { Judge } from "./network.ts";

/** The networks and the variables that each update trains; encoder and decoder are one part. */
export type OcganNetworks = TrainedNetworks<{
  autoencoder: { readonly encode: ModalLayer; readonly decode: ModalLayer };
  latentDiscriminator: Judge<tf.Tensor4D>;
  visualDiscriminator: Judge<tf.Tensor4D>;
  classifier: Judge<tf.Tensor4D>;
}>;

/** The parts that are updated, each by its own Adam. */
export type OcganPart = keyof OcganNetworks["variables"];

/** Random inputs of a step. */
export type OcganDraws = {
  /** Added to the encoder's input, `[b, h, w, c]`. */
  readonly noise: tf.Tensor4D;
  /** Codes from U(−1, 1) that the latent discriminator takes for real, `[b, s, s, c]`. */
  readonly realCodes: tf.Tensor4D;
  /** u from U(−1, 1), decoded for the visual discriminator and the classifier, `[b, s, s, c]`. */
  readonly codes: tf.Tensor4D;
  /** Start of mining, from U(−1, 1), `[b, s, s, c]`. */
  readonly start: tf.Tensor4D;
  /** Length of the mining's step; 0 before it begins. */
  readonly miningRate: tf.Scalar;
};

/**
 * Mines codes against the classifier as it is, updates both discriminators and the classifier, then,
 * against the updated ones, the autoencoder: the official code's order.
 *
 * With `z = E(x + n)` and u, v, w drawn independently: latent discriminator
 * `½ (BCE(v, 1) + BCE(z, 0))`, visual discriminator `½ (BCE(x, 1) + BCE(De(u), 0))`, classifier
 * `½ (BCE(De(z), 1) + BCE(De(u), 0))`, autoencoder `λ_l BCE(D_l(z), 1) + λ_v BCE(D_v(De(w*)), 1) +
 * λ_r ½ mean (x − De(z))²` with w* mined from w.
 *
 * Running statistics of encoder and decoder track only the reconstruction `De(E(x + n))`. Codes drawn
 * from U(−1, 1) have other statistics; if they were tracked too, the decoder that scores would not be
 * the one that was trained, and would rebuild nothing.
 *
 * Source: Perera et al., CVPR 2019, section 3, with the official code's weights, draws and order.
 */
export function ocganStep(
  networks: OcganNetworks,
  { images, noise, realCodes, codes, start, miningRate }: OcganDraws & {
    readonly images: tf.Tensor4D;
  },
  update: Update<OcganPart>,
  { lambda }: Pick<OcganConfig, "lambda">,
): LossTerms {
  const { latentDiscriminator, visualDiscriminator, classifier } = networks;
  const { encode, decode } = networks.autoencoder;
  const mode = "train";
  return tf.tidy(() => {
    const noisy = tf.add(images, noise) as tf.Tensor4D;
    const found = encode(noisy, "batch");
    const [rebuilt, made] = [decode(found, "batch"), decode(codes, "batch")];
    const judgeCodes = (codes: tf.Tensor4D) => classifier(decode(codes, "batch"), "batch");
    const mined = mineNegatives(start, judgeCodes, miningRate);
    const train = (
      part: Exclude<OcganPart, "autoencoder">,
      judge: Judge<tf.Tensor4D>,
      real: tf.Tensor4D,
      fake: tf.Tensor4D,
    ) => {
      const { gradients, terms } = lossGradients(
        () => ({ total: judgeLoss(judge(real, mode), judge(fake, mode)) }),
        networks.variables[part],
      );
      update(part, gradients);
      return terms.total;
    };
    const ofJudges = {
      latentDiscriminator: train("latentDiscriminator", latentDiscriminator, realCodes, found),
      visualDiscriminator: train("visualDiscriminator", visualDiscriminator, images, made),
      classifier: train("classifier", classifier, rebuilt, made),
    };
    const { gradients, terms } = lossGradients(() => {
      const code = encode(noisy, mode);
      const latent = crossEntropy(latentDiscriminator(code, mode), true);
      const visual = crossEntropy(visualDiscriminator(decode(mined, "batch"), mode), true);
      const reconstruction = halfSquaredError(images, decode(code, mode));
      const weighted = { latent, visual, reconstruction };
      return { total: weightedSum(weighted, lambda), ...weighted };
    }, networks.variables.autoencoder);
    update("autoencoder", gradients);
    return { ...terms, ...ofJudges };
  });
}
