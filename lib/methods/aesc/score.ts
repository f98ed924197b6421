/**
 * Maps and scores of AESc.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { AescScoreConfig } from "./config.ts";

/** Residuals are in gray levels of 8 bits, as in the published code, but not rounded. */
const GRAY_LEVELS = 255;

/**
 * The residual of each pixel in gray levels: `d = 255 · Σ_c |x − x̂|`.
 *
 * @param images x, `[b, h, w, c]` in [0, 1].
 * @param rebuilt x̂, of the same shape.
 * @returns `[b, h, w, 1]`.
 */
export function residualMap(images: tf.Tensor4D, rebuilt: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.mul(tf.sum(tf.abs(tf.sub(images, rebuilt)), 3, true), GRAY_LEVELS));
}

/** The mean and the sum of squared deviations of the reconstructions seen so far, `[b, h, w, c]`. */
export interface Spread {
  readonly mean: tf.Tensor4D;
  readonly squares: tf.Tensor4D;
}

/**
 * Adds a reconstruction to a {@linkcode Spread}, without keeping them all.
 *
 * `δ = x̂ − mean`, `mean ← mean + δ / n`, `squares ← squares + δ² · (1 − 1 / n)`
 *
 * Source: Welford, Technometrics 4(3), 1962.
 *
 * @param share `1 / n`, a scalar; n counts from 1.
 */
export function addToSpread(spread: Spread, rebuilt: tf.Tensor4D, share: tf.Scalar): Spread {
  const delta = tf.sub(rebuilt, spread.mean);
  return {
    mean: tf.add(spread.mean, tf.mul(delta, share)),
    squares: tf.add(spread.squares, tf.mul(tf.square(delta), tf.sub(1, share))),
  };
}

/**
 * The uncertainty of each pixel: the variance of its reconstructions in gray levels, averaged over
 * channels.
 *
 * @param passes Number of reconstructions.
 * @returns `[b, h, w, 1]`.
 */
export function uncertaintyMap({ squares }: Spread, passes: number): tf.Tensor4D {
  return tf.tidy(() => tf.mul(tf.mean(squares, 3, true), GRAY_LEVELS ** 2 / passes));
}

/**
 * Image scores: `l1 = mean d`, `l2 = √(mean d²)`, `linf = max d` over the pixels of the map.
 *
 * @param maps `[b, h, w, 1]`.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { mapNorm } from "./score.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const map = tf.tensor4d([0, 0, 0, 8], [1, 2, 2, 1]);
 * const norms = (["l1", "l2", "linf"] as const).map((norm) => mapNorm(map, norm).dataSync()[0]);
 * assertEquals(norms, [2, 4, 8]);
 * ```
 */
export function mapNorm(maps: tf.Tensor4D, norm: AescScoreConfig["norm"]): tf.Tensor1D {
  return tf.tidy(() => {
    const pixels = maps.reshape([maps.shape[0], -1]); // [b, h·w]
    if (norm === "l1") return tf.mean(pixels, 1);
    if (norm === "linf") return tf.max(pixels, 1);
    return tf.sqrt(tf.mean(tf.square(pixels), 1));
  });
}
