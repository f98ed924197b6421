/**
 * The loss of MemAE.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionLoss } from "../../nn/losses/reconstruction_loss.ts";
import type { LossTerms } from "../../train/loop.ts";
import { addressingEntropy } from "./memory.ts";
import type { MemaeNetwork } from "./network.ts";

/**
 * `mean (x − x̂)² + α · mean_q H(w_q)` of one batch, H the entropy of the shrunk, scaled weights.
 *
 * Source: Gong et al., ICCV 2019, equation 10, with the reductions of the published code.
 *
 * @param images x, `[b, h, w, c]`.
 * @param entropyWeight α.
 * @returns `total`, and its parts `reconstruction` and `entropy` without α.
 */
export function memaeLoss(
  network: MemaeNetwork,
  images: tf.Tensor4D,
  entropyWeight: number,
): LossTerms {
  const { reconstructions, weights } = network(images, "train");
  const reconstruction = reconstructionLoss(images, reconstructions, "mse");
  const entropy = addressingEntropy(weights);
  const total = tf.add(reconstruction, tf.mul(entropy, entropyWeight)) as tf.Scalar;
  return { total, reconstruction, entropy };
}
