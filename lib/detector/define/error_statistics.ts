/**
 * Statistics of reconstruction errors, for every method that rebuilds pixels, whatever its own score
 * is.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionMap, smooth } from "../../nn/losses/error_maps.ts";
import type { ScoreConfig } from "../config/score_field.ts";
import type { ErrorFacts, ErrorStatistic } from "../contract/error_facts.ts";
import { imageScores, sigmaFor } from "./image_scores.ts";

/** The share of pixels that `top` averages. */
export const TOP_FRACTION = 0.01;

/**
 * The facts of a method whose score is a statistic of its smoothed map of squared errors.
 *
 * Smoothing mirrors at the border and so leaves the mean as it is: the score `mean` ranks as `mse`.
 *
 * @param imageSize Height and width in pixels.
 */
export function errorFacts(score: ScoreConfig, imageSize: number): ErrorFacts {
  return { sigma: sigmaFor(score, imageSize), own: statisticOf(score) };
}

/** The statistic that a score is, or ranks as; `undefined` for another share of pixels. */
export function statisticOf(
  { statistic, topFraction }: ScoreConfig,
): ErrorStatistic | undefined {
  if (statistic === "mean") return "mse";
  if (statistic === "max") return "max";
  return topFraction === TOP_FRACTION ? "top" : undefined;
}

/**
 * The statistics of a batch; those of one image do not depend on the others. `l2` follows from `mse`,
 * see {@linkcode errorNorms}.
 *
 * With `e = x − x̂`: `mse = mean e²` over pixels and channels, `top` and `max` of `mean_c e²`, smoothed.
 *
 * @param images x, `[b, h, w, c]` in [−1, 1].
 * @param reconstructions x̂, of the same shape.
 * @param sigma Of the smoothing, in pixels; 0 = none.
 * @returns `[b]` each.
 *
 * @example
 * ```ts
 * import { errorStatistics } from "./error_statistics.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const images = tf.tensor4d([1, 1, 1, 1], [1, 2, 2, 1]);
 * const rebuilt = tf.tensor4d([1, 1, 1, -1], [1, 2, 2, 1]);
 * const { mse, top, max } = errorStatistics(images, rebuilt, 0);
 * assertEquals([mse, top, max].map((x) => x.dataSync()[0]), [1, 4, 4]);
 * ```
 */
export function errorStatistics(
  images: tf.Tensor4D,
  reconstructions: tf.Tensor4D,
  sigma: number,
): Record<Exclude<ErrorStatistic, "l2">, tf.Tensor1D> {
  return tf.tidy(() => {
    const errors = reconstructionMap(images, reconstructions); // [b, h, w, 1]
    const smoothed = smooth(errors, sigma);
    const of = (maps: tf.Tensor4D, statistic: ScoreConfig["statistic"]) =>
      imageScores(maps, { statistic, topFraction: TOP_FRACTION, sigmaAt256: 0 });
    return { mse: of(errors, "mean"), top: of(smoothed, "top"), max: of(smoothed, "max") };
  });
}

/**
 * `l2 = √(values · mse)`, the Euclidean norm of an image's error. In float64, so that it has ties only
 * where `mse` has them.
 *
 * @param mse `[n]`.
 * @param values Pixels times channels of an image.
 *
 * @example
 * ```ts
 * import { errorNorms } from "./error_statistics.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...errorNorms([0.25, 1], 4)], [1, 2]);
 * ```
 */
export function errorNorms(mse: ArrayLike<number>, values: number): Float64Array {
  return Float64Array.from(mse, (square) => Math.sqrt(values * square));
}
