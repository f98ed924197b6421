/**
 * The penalty of large weights.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * `Σ w²` over all values of all variables.
 *
 * @example
 * ```ts
 * import { sumOfSquares } from "./weight_decay.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sumOfSquares([tf.tensor1d([1, 2]), tf.scalar(3)]).dataSync()[0], 14);
 * ```
 */
export function sumOfSquares(variables: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => tf.addN(variables.map((w) => tf.sum(tf.square(w)) as tf.Scalar)));
}
