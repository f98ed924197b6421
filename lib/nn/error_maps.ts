/**
 * Maps of reconstruction errors, and their smoothing.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

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
 * The absolute reconstruction error of each pixel, averaged over channels: `mean_c |x − x̂|`.
 *
 * @param images `[b, h, w, c]`.
 * @param reconstructions `[b, h, w, c]`.
 * @returns `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { absoluteErrorMap } from "./error_maps.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const [x, y] = [tf.tensor4d([1, -1, 0], [1, 1, 1, 3]), tf.tensor4d([0, 0, 1], [1, 1, 1, 3])];
 * assertEquals([...absoluteErrorMap(x, y).dataSync()], [1]);
 * ```
 */
export function absoluteErrorMap(
  images: tf.Tensor4D,
  reconstructions: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => tf.mean(tf.abs(tf.sub(images, reconstructions)), 3, true));
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
