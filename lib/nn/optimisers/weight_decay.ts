/**
 * The penalty on large weights.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * `Σ w²` over all values of all variables.
 *
 * Each variable is summed separately: a single sum of a million terms is off by 1e-5 where a backend
 * adds them in turn. The sums are concatenated, not passed to `addN`, which on WebGPU leaves out
 * those after the fifth.
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
  return tf.tidy(() => {
    const parts = variables.map((w) => tf.sum(tf.square(w)).reshape([1]) as tf.Tensor1D);
    return tf.sum(tf.concat1d(parts)) as tf.Scalar;
  });
}
