/**
 * Maps of reconstruction errors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The absolute reconstruction error of each pixel, averaged over channels: `mean_c |x − x̂|`.
 *
 * @param images `[b, h, w, c]`.
 * @param reconstructions `[b, h, w, c]`.
 * @returns `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { absoluteErrorMap } from "./error_map.ts";
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
