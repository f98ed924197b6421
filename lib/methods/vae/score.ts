/**
 * The scores of the variational autoencoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ScoredBatch } from "../../detector/contract/detector.ts";
import { imageScores, sigmaFor } from "../../detector/define/image_scores.ts";
import { drawCode, klDivergence, negativeLogLikelihood } from "../../nn/layers/variational.ts";
import { reconstructionMap, smooth } from "../../nn/losses/error_maps.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import { sumOf } from "../../nn/ops/sum.ts";
import type { VaeConfig } from "./config.ts";
import type { VaeNetwork } from "./network.ts";

/** Whether the score needs draws of the code. */
export function isSampled({ score }: Pick<VaeConfig, "score">): boolean {
  return score === "elbo" || score === "prob";
}

/**
 * Scores of images `[b, h, w, c]` in [−1, 1], as {@linkcode VaeConfig.score} defines them, and the
 * map `(x − De(μ))²` in the scale of [0, 1], smoothed.
 *
 * @param noise `[L, codeSize]`, the same draws for every image, so that a score depends on its image
 * only; needed for sampled scores only.
 */
export function scoreVae(
  network: VaeNetwork,
  config: VaeConfig,
  images: tf.Tensor4D,
  noise?: tf.Tensor2D,
): Required<ScoredBatch> {
  const x = toUnit(images);
  const code = network.encode(images, "score");
  const logits = network.decode(code.mean, "score");
  const rebuilt = tf.sigmoid(logits);
  const maps = smooth(reconstructionMap(x, rebuilt), sigmaFor(config.map, config.imageSize));
  const scores = (): tf.Tensor1D => {
    switch (config.score) {
      case "mse":
        return tf.sum(tf.square(tf.sub(x, rebuilt)), [1, 2, 3]);
      case "bce":
        return negativeLogLikelihood(x, logits, "bernoulli");
      case "map":
        return imageScores(maps, config.map);
      case "elbo":
        return tf.add(sampled(), klDivergence(code));
      case "prob":
        return sampled();
    }
  };
  const sampled = (): tf.Tensor1D => {
    if (!noise) throw new RangeError(`Cannot score by ${config.score} without draws`);
    const draws = tf.split<tf.Tensor2D>(noise, noise.shape[0]).map((epsilon) => {
      const logits = network.decode(drawCode(code, epsilon), "score");
      return negativeLogLikelihood(x, logits, config.likelihood);
    });
    return tf.div(sumOf(draws), draws.length);
  };
  return { scores: scores(), maps, reconstructions: fromUnit(rebuilt) };
}
