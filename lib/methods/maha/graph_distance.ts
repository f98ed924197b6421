/**
 * The distance of a level as tensor operations, for a graph.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Level } from "./level.ts";

/** A level's affine function, in float32. */
export interface AffineLevel {
  /** The mean, and its rounding error as a second float32: together they have 48 bits. */
  readonly mean: readonly [Float32Array, Float32Array];
  /** `[channels, k]`. */
  readonly matrix: Float32Array;
  /** The function's value at the mean, `[k]`. */
  readonly offset: Float32Array;
}

/** Recovers the function from its values at the mean and one step away in each direction. */
export function affineLevel({ mean, whitened }: Level): AffineLevel {
  const offset = whitened(mean);
  const matrix = new Float32Array(mean.length * offset.length);
  for (let j = 0; j < mean.length; j++) {
    const step = mean.slice();
    step[j]! += 1;
    whitened(step).forEach((value, i) => matrix[j * offset.length + i] = value - offset[i]!);
  }
  const high = Float32Array.from(mean);
  const low = Float32Array.from(mean, (value, i) => value - high[i]!);
  return { mean: [high, low], matrix, offset: Float32Array.from(offset) };
}

/**
 * Distances of vectors in float32.
 *
 * @param vectors `[n, channels]`.
 * @returns `[n]`.
 */
export function graphDistance(
  vectors: tf.Tensor2D,
  { mean: [high, low], matrix, offset }: AffineLevel,
): tf.Tensor1D {
  return tf.tidy(() => {
    const centred = tf.sub(tf.sub(vectors, tf.tensor1d(high)), tf.tensor1d(low)) as tf.Tensor2D;
    const whitened = tf.matMul(centred, tf.tensor2d(matrix, [high.length, offset.length]));
    return tf.sqrt(tf.sum(tf.square(tf.add(whitened, tf.tensor1d(offset))), 1)) as tf.Tensor1D;
  });
}
