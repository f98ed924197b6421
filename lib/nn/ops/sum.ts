/**
 * Sums of tensors.
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

/**
 * `Σ weight · term` over a loss's terms, in their order.
 *
 * @example
 * ```ts
 * import { weightedSum } from "./sum.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const terms = { pixels: tf.scalar(2), codes: tf.scalar(3) };
 * assertEquals(weightedSum(terms, { pixels: 50, codes: 1 }).dataSync()[0], 103);
 * ```
 */
export function weightedSum<K extends string>(
  terms: Readonly<Record<K, tf.Scalar>>,
  weights: Readonly<Record<K, number>>,
): tf.Scalar {
  const entries = Object.entries(terms) as [K, tf.Scalar][];
  return tf.tidy(() => tf.addN(entries.map(([name, term]) => tf.mul(term, weights[name]))));
}
