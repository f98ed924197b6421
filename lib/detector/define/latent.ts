/**
 * Latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";

/** The distribution of each value of a latent vector: U(−1, 1) or N(0, 1). */
export type Prior = "uniform" | "normal";

/** Draws `[count, length]`, one draw per value, in row-major order. */
export function drawLatents(
  prior: Prior,
  [count, length]: readonly [number, number],
  random: Random,
): tf.Tensor2D {
  const draw = prior === "uniform" ? () => random.uniform(-1, 1) : () => random.normal();
  return tf.tensor2d(Float32Array.from({ length: count * length }, draw), [count, length]);
}
