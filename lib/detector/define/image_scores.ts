/**
 * Image scores from maps.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ScoreConfig } from "../config/score_field.ts";

/**
 * Image scores from maps: the mean of the highest share of pixels, the highest pixel or the mean.
 *
 * @param maps `[b, h, w, 1]`.
 * @param config The statistic.
 * @returns `[b]`, larger = more anomalous.
 *
 * @example
 * ```ts
 * import { imageScores } from "./image_scores.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * const top = { statistic: "top", topFraction: 0.5, sigmaAt256: 0 } as const;
 * assertEquals([...imageScores(maps, top).dataSync()], [3.5]);
 * ```
 */
export function imageScores(maps: tf.Tensor4D, config: ScoreConfig): tf.Tensor1D {
  return tf.tidy(() => {
    const pixels = maps.reshape([maps.shape[0], -1]); // [b, h·w]
    if (config.statistic === "mean") return tf.mean(pixels, 1);
    if (config.statistic === "max") return tf.max(pixels, 1);
    const count = Math.max(1, Math.round(config.topFraction * pixels.shape[1]!));
    return tf.mean(tf.topk(pixels, count).values, 1);
  });
}

/** The smoothing in pixels for an image of this size. */
export function sigmaFor(config: ScoreConfig, imageSize: number): number {
  return (config.sigmaAt256 * imageSize) / 256;
}
