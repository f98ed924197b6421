/**
 * Maps of reconstruction errors, and their smoothing.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { isAsWritten } from "../../backend/settings/as_written.ts";

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
  return tf.tidy(() => meanOfChannels(tf.square(tf.sub(images, reconstructions))));
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
  return tf.tidy(() => meanOfChannels(tf.abs(tf.sub(images, reconstructions))));
}

/** Up to this many channels, TensorFlow adds them as maps in less time than within pixels. */
const FEW_CHANNELS = 4;

/** The mean over channels: `[b, h, w, c]` → `[b, h, w, 1]`. */
function meanOfChannels(maps: tf.Tensor4D): tf.Tensor4D {
  const channels = maps.shape[3];
  if (isAsWritten() || channels === 1 || channels > FEW_CHANNELS) return tf.mean(maps, 3, true);
  return tf.mul(tf.addN(tf.split(maps, channels, 3)), 1 / channels);
}

/** From this many times its taps on, a row is smoothed in less time by a convolution. */
const LONG_ROWS = 16;

/**
 * Smooths maps with a Gaussian, cut at four standard deviations, mirrored at the border (edge
 * included), as `scipy.ndimage.gaussian_filter` does by default.
 *
 * TensorFlow multiplies by a matrix for each axis, unless rows are long: a convolution of a single
 * channel leaves most of a processor's vectors empty, and takes two to three times as long at 256
 * pixels. On WebAssembly the convolution is quicker.
 *
 * @param maps `[b, h, w, 1]`.
 * @param sigma Standard deviation in pixels; 0 returns a copy.
 * @returns `[b, h, w, 1]`.
 */
export function smooth(maps: tf.Tensor4D, sigma: number): tf.Tensor4D {
  const [b, height, width] = maps.shape;
  const taps = gaussian(sigma, Math.min(height, width));
  if (taps.length === 1) return maps.clone();
  const isLong = Math.max(height, width) > LONG_ROWS * taps.length;
  const inProducts = tf.getBackend() === "tensorflow" && !isLong && !isAsWritten();
  if (!inProducts) return tf.tidy(() => convolved(maps, taps));
  return tf.tidy(() => {
    const [down, across] = [height, width].map((size) => mirroredProduct(taps, size));
    const rows = tf.matMul(maps.reshape([b * height, width]), across!, false, true);
    return tf.matMul(down!.reshape([1, height, height]), rows.reshape([b, height, width]))
      .reshape(maps.shape);
  });
}

/** A Gaussian that sums to 1, cut at four standard deviations and at `largest` pixels. */
function gaussian(sigma: number, largest: number): number[] {
  const radius = Math.min(Math.round(4 * sigma), largest);
  if (radius === 0) return [1];
  const taps = Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = taps.reduce((a, b) => a + b);
  return taps.map((tap) => tap / total);
}

function convolved(maps: tf.Tensor4D, taps: readonly number[]): tf.Tensor4D {
  const kernel = tf.tensor1d([...taps]);
  const radius = (taps.length - 1) / 2;
  const pad: [number, number] = [radius, radius];
  const padded = tf.mirrorPad(maps, [[0, 0], pad, pad, [0, 0]], "symmetric");
  const rows = tf.conv2d(padded, kernel.reshape([-1, 1, 1, 1]) as tf.Tensor4D, 1, "valid");
  return tf.conv2d(rows, kernel.reshape([1, -1, 1, 1]) as tf.Tensor4D, 1, "valid");
}

/** The matrix `[size, size]` that smooths a column of pixels, mirrored at both ends. */
function mirroredProduct(taps: readonly number[], size: number): tf.Tensor2D {
  const radius = (taps.length - 1) / 2;
  const matrix = new Float64Array(size * size);
  const mirrored = (at: number) => at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at;
  for (let y = 0; y < size; y++) {
    taps.forEach((tap, i) => matrix[y * size + mirrored(y + i - radius)]! += tap);
  }
  return tf.tensor2d(Float32Array.from(matrix), [size, size]);
}
