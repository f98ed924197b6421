/**
 * The mean of squares, with a one-pass gradient, and the mean squared error.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * `mean(d²)` of all values.
 *
 * Its gradient `2 d / n` is written by hand: the tape would pass over the values six times.
 *
 * @param difference d, of any shape.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { meanSquare } from "./mean_square.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const d = tf.tensor1d([1, 3]);
 * assertEquals(meanSquare(d).dataSync()[0], 5);
 * assertEquals([...tf.grad(meanSquare)(d).dataSync()], [1, 3]);
 * ```
 */
export function meanSquare(difference: tf.Tensor): tf.Scalar {
  return tf.customGrad((...args) => {
    const [d, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([d]);
    return {
      value: tf.mean(tf.square(d)),
      gradFunc: (dy, [d]) => tf.mul(d!, tf.mul(dy, 2 / d!.size)),
    };
  })(difference) as tf.Scalar;
}

/**
 * `mean (a − b)²` of all values.
 *
 * @returns A scalar.
 */
export function meanSquaredError(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.tidy(() => meanSquare(tf.sub(a, b)));
}
