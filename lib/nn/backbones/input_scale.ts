/**
 * The values that a network was trained on.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * How a network's authors scaled the pixels of their images. Each network has its own scale: with
 * another one it still names most photographs correctly, but its features are no longer the right
 * ones.
 */
export interface InputScale {
  /** The value of the brightest pixel before the mean is subtracted. */
  readonly range: 1 | 255;
  /** Means of red, green and blue, in the range. */
  readonly mean: readonly [number, number, number];
  /** What the difference from the mean is divided by, in the range. */
  readonly std: readonly [number, number, number];
  /** Order of the channels. */
  readonly order: "RGB";
}

/** The scale of torchvision, and of the networks of the ONNX model zoo. */
export const TORCHVISION_SCALE: InputScale = {
  range: 1,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  order: "RGB",
};

/**
 * Converts from [−1, 1] to the values that a network was trained on:
 * `((x + 1) / 2 · range − mean) / std`.
 *
 * @param images `[b, h, w, 3]`, red first.
 *
 * @example
 * ```ts
 * import { scaleInput, TORCHVISION_SCALE } from "./input_scale.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [red] = scaleInput(tf.zeros([1, 1, 1, 3]), TORCHVISION_SCALE).dataSync();
 * assertAlmostEquals(red!, (0.5 - 0.485) / 0.229, 1e-6);
 * ```
 */
export function scaleInput(
  images: tf.Tensor4D,
  { range, mean, std }: InputScale,
): tf.Tensor4D {
  return tf.tidy(() => {
    const scale = tf.tensor1d(std.map((deviation) => range / 2 / deviation));
    const shift = tf.tensor1d(mean.map((value, i) => (range / 2 - value) / std[i]!));
    return tf.add(tf.mul(images, scale), shift);
  });
}
