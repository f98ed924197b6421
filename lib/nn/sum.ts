/**
 * Sums of many tensors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Adds tensors of one shape, pair by pair. `tf.addN` is no substitute: on tfjs's WebGPU backend it
 * leaves out all tensors after the fifth, and TensorFlow adds in another order in a compiled
 * function.
 *
 * @example
 * ```ts
 * import { sumOf } from "./sum.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sumOf(Array.from({ length: 8 }, (_, i) => tf.scalar(i))).dataSync()[0], 28);
 * ```
 */
export function sumOf<T extends tf.Tensor>(tensors: readonly T[]): T {
  return tf.tidy(() => tensors.reduce((sum, tensor) => tf.add(sum, tensor) as T));
}
