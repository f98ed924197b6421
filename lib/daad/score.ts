/**
 * Error maps and image scores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ScoreConfig } from "../detector/fields.ts";

/**
 * R as a map: the squared reconstruction error of each pixel, averaged over channels.
 *
 * `R(y, x) = mean_c (x − x̂)²`
 *
 * @param images `[b, h, w, c]`.
 * @param reconstructions `[b, h, w, c]`.
 * @returns `[b, h, w, 1]`.
 */
export function reconstructionMap(
  images: tf.Tensor4D,
  reconstructions: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => tf.mean(tf.square(tf.sub(images, reconstructions)), 3, true));
}

/**
 * L as a map: the squared difference of the discriminator's features, averaged over channels,
 * resized to the image and averaged over layers.
 *
 * @param imageFeatures Feature maps of images, one a layer.
 * @param reconstructionFeatures Feature maps of reconstructions.
 * @param size Height and width of the image.
 * @returns `[b, size, size, 1]`.
 */
export function alignmentMap(
  imageFeatures: readonly tf.Tensor4D[],
  reconstructionFeatures: readonly tf.Tensor4D[],
  size: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const layers = imageFeatures.map((feature, i) => {
      const map = reconstructionMap(feature, reconstructionFeatures[i]!);
      return tf.image.resizeBilinear(map, [size, size], false, true);
    });
    return tf.div(tf.addN(layers), layers.length);
  });
}

/**
 * Smooths maps with a Gaussian, cut at four standard deviations, mirrored at the border (edge
 * included), as `scipy.ndimage.gaussian_filter` does by default.
 *
 * @param maps `[b, h, w, 1]`.
 * @param sigma Standard deviation in pixels; 0 returns a copy.
 * @returns `[b, h, w, 1]`.
 */
export function smooth(maps: tf.Tensor4D, sigma: number): tf.Tensor4D {
  const [, height, width] = maps.shape;
  const radius = Math.min(Math.round(4 * sigma), height, width);
  if (radius === 0) return maps.clone();
  const taps = Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = taps.reduce((a, b) => a + b, 0);
  return tf.tidy(() => {
    const kernel = tf.tensor1d(taps.map((tap) => tap / total));
    const pad: [number, number] = [radius, radius];
    const padded = tf.mirrorPad(maps, [[0, 0], pad, pad, [0, 0]], "symmetric");
    const rows = tf.conv2d(padded, kernel.reshape([-1, 1, 1, 1]) as tf.Tensor4D, 1, "valid");
    return tf.conv2d(rows, kernel.reshape([1, -1, 1, 1]) as tf.Tensor4D, 1, "valid");
  });
}

/**
 * Image scores from maps: the mean of the highest share of pixels, the highest pixel or the mean.
 *
 * @param maps `[b, h, w, 1]`.
 * @param config The statistic.
 * @returns `[b]`, larger = more anomalous.
 *
 * @example
 * ```ts
 * import { imageScores } from "./score.ts";
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

/** The smoothing in pixels of an image of that size. */
export function sigmaFor(config: ScoreConfig, imageSize: number): number {
  return (config.sigmaAt256 * imageSize) / 256;
}
