/**
 * Random draws of a training step: they follow from seed and step, so that a resumed training draws
 * the same.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Random, STREAM } from "../random.ts";

/** Spreads consecutive steps over all 32-bit numbers: 2³² divided by the golden ratio, odd. */
const SPREAD = 0x9e3779b1;

/**
 * The random numbers of one step.
 *
 * @param seed Of the training.
 * @param step Counted from 1.
 */
export function stepRandom(seed: number, step: number): Random {
  return new Random((seed ^ Math.imul(step, SPREAD)) >>> 0, STREAM.stepDraws);
}

/** Standard normal values. */
export function normals(count: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}

/** The same as a tensor, with the standard deviation σ. */
export function normalTensor<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  random: Random,
  deviation = 1,
): tf.Tensor<R> {
  const values = normals(shape.reduce((n, d) => n * d, 1), random);
  return tf.tensor(values.map((value) => value * deviation), shape);
}
