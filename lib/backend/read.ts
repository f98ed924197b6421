/**
 * Reads tensors in the one way that every backend supports.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/**
 * Reads the values of float32 tensors and disposes the tensors. A GPU cannot be read synchronously,
 * so code that needs values makes tensors in `tf.tidy`, returns them and reads them here.
 *
 * @param tensors Owned by the caller and handed over.
 * @returns The values under the same names.
 *
 * @example
 * ```ts
 * import { readAndDispose } from "./read.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const { sum } = await readAndDispose(tf.tidy(() => ({ sum: tf.sum(tf.tensor1d([1, 2])) })));
 * assertEquals([...sum], [3]);
 * ```
 */
export async function readAndDispose<K extends string>(
  tensors: Readonly<Record<K, tf.Tensor>>,
): Promise<Record<K, Float32Array>> {
  const entries = Object.entries(tensors) as [K, tf.Tensor][];
  try {
    const values = await Promise.all(entries.map(([, tensor]) => tensor.data<"float32">()));
    return Object.fromEntries(entries.map(([name], i) => [name, values[i]])) as Record<
      K,
      Float32Array
    >;
  } finally {
    for (const [, tensor] of entries) tensor.dispose();
  }
}
