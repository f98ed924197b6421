/**
 * Seeded initial values.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/**
 * Uniform values in [−bound, bound).
 *
 * @param shape Shape of the tensor.
 * @param bound Half the width of the interval.
 * @param random Source of the draws; one draw per value, in row-major order.
 */
export function uniform(shape: readonly number[], bound: number, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((n, d) => n * d, 1));
  for (let i = 0; i < values.length; i++) values[i] = random.uniform(-bound, bound);
  return values;
}

/**
 * Normal values around 0.
 *
 * @param shape Shape of the tensor.
 * @param deviation Standard deviation.
 * @param random Source of the draws; values are drawn in row-major order.
 */
export function normal(shape: readonly number[], deviation: number, random: Random): Float32Array {
  const size = shape.reduce((n, d) => n * d, 1);
  return Float32Array.from({ length: size }, () => deviation * random.normal());
}
