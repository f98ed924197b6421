/**
 * The two ranges of pixel values: [−1, 1], in which detectors take images, and [0, 1].
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** From [−1, 1] to [0, 1]: v / 255 of 8-bit pixels. */
export function toUnit<T extends tf.Tensor>(images: T): T {
  return tf.mul(tf.add(images, 1), 0.5);
}

/** From [0, 1] to [−1, 1]. */
export function fromUnit<T extends tf.Tensor>(values: T): T {
  return tf.sub(tf.mul(values, 2), 1);
}
