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

/** PyTorch's. */
export const ADAM_EPSILON = 1e-8;

/** Sums of gradients and of their squares, decayed; of one shape. Zeros at the start. */
export interface Moments<R extends tf.Rank = tf.Rank> {
  /** `m / (1 − β₁)`. */
  readonly mean: tf.Tensor<R>;
  /** `v / (1 − β₂)`. */
  readonly square: tf.Tensor<R>;
}

/**
 * What changes from step to step. With `c = √((1 − β₂) / (1 − β₂ᵗ))` it is
 * `[η (1 − β₁) / ((1 − β₁ᵗ) c), ε / c]`.
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
  const c = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  const rate = (learningRate * (1 - beta1)) / ((1 - beta1 ** step) * c);
  return [rate, epsilon / c];
}

/**
 * The next moments and what is to be subtracted from the values.
 *
 * `m ← β₁m + g`, `v ← β₂v + g²`, `update = rate · m / (√v + ε)`, with the factors in the rates.
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
  const mean: tf.Tensor<R> = tf.add(tf.mul(moments.mean, beta1), gradient);
  const square: tf.Tensor<R> = tf.add(tf.mul(moments.square, beta2), tf.square(gradient));
  const root = tf.add(tf.sqrt(square), epsilon);
  return { update: tf.mul(tf.div(mean, root), rate), moments: { mean, square } };
}
