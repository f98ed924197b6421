/**
 * One step of Adam as a function of its moments.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Settings of Adam that stay fixed. */
export interface AdamSettings {
  /** Decay of the mean of gradients. */
  readonly beta1: number;
  /** Decay of the mean of squared gradients. */
  readonly beta2: number;
  readonly epsilon: number;
}

/** PyTorch's default. */
export const ADAM_EPSILON = 1e-8;

/** Decayed means of gradients and of their squares, of one shape. Zeros at the start. */
export interface Moments<R extends tf.Rank = tf.Rank> {
  /** m. */
  readonly mean: tf.Tensor<R>;
  /** v. */
  readonly square: tf.Tensor<R>;
}

/**
 * The values that change from step to step: `[η √(1 − β₂ᵗ) / (1 − β₁ᵗ), ε √(1 − β₂ᵗ)]`, which
 * corrects for both moments starting at zero. The decays are taken as the float32 numbers that the
 * moments are multiplied by, so that the corrections fit.
 *
 * @param learningRate η.
 * @param step t, counted from 1.
 */
export function adamRates(
  { beta1, beta2, epsilon }: AdamSettings,
  learningRate: number,
  step: number,
): [rate: number, epsilon: number] {
  if (!(step >= 1)) throw new RangeError(`Cannot take step ${step}: steps count from 1`);
  const c = Math.sqrt(1 - Math.fround(beta2) ** step);
  return [(learningRate * c) / (1 - Math.fround(beta1) ** step), epsilon * c];
}

/**
 * Computes the next moments and what to subtract from the values.
 *
 * `m ← m + (1 − β₁)(g − m)`, `v ← v + (1 − β₂)(g² − v)`, `update = rate · m / (√v + ε)`, with the
 * corrections in the rates.
 *
 * @param gradient g, of the moments' shape.
 * @param rates From {@linkcode adamRates}, `[2]`.
 */
export function adamStep<R extends tf.Rank>(
  { beta1, beta2 }: AdamSettings,
  gradient: tf.Tensor<R>,
  moments: Moments<R>,
  rates: tf.Tensor1D,
): { update: tf.Tensor<R>; moments: Moments<R> } {
  const [rate, epsilon] = tf.unstack(rates) as [tf.Scalar, tf.Scalar];
  const towards = (moment: tf.Tensor<R>, value: tf.Tensor<R>, beta: number): tf.Tensor<R> =>
    tf.add(moment, tf.mul(tf.sub(value, moment), 1 - Math.fround(beta)));
  const mean = towards(moments.mean, gradient, beta1);
  const square = towards(moments.square, tf.square(gradient), beta2);
  const root = tf.add(tf.sqrt(square), epsilon);
  return { update: tf.mul(tf.div(mean, root), rate), moments: { mean, square } };
}
