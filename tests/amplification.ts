/**
 * How much a training amplifies rounding: measured, since no constant bound fits every processor.
 *
 * Two trainings that round differently in every op end as far apart as the training amplifies last
 * bits: little where all is smooth, and a thousand times more where a rectifier, an absolute value
 * or a threshold falls to its other side. The same is seen, on the same machine and without a second
 * way of computing, by changing the last bits of the initial weights; for a method that trains
 * nothing, of the features that it keeps, from which scores are distances.
 */
import { Random } from "../lib/random.ts";
import type { NamedTensors } from "../lib/nn/safetensors.ts";
import { relativeError } from "./close.ts";

/**
 * Steps to the next float32 by which a weight moves at most: what a sum of some thousand products
 * rounds by, so that the disturbance is as large as what another order of summing does.
 */
const MOST_STEPS = 64;

/**
 * Every value moved by a few float32 steps, up or down as the seed draws it. What is 0 stays, and so
 * do the hash of frozen weights and packed images.
 */
export function withOtherLastBits(tensors: NamedTensors, seed: number): NamedTensors {
  const random = new Random(seed);
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const moved = values.slice();
      if (/^weights\/|\/images$/.test(name)) return [name, { shape, values: moved }];
      const bits = new Uint32Array(moved.buffer, moved.byteOffset, moved.length);
      for (let i = 0; i < bits.length; i++) {
        const steps = Math.round(random.uniform(-MOST_STEPS, MOST_STEPS));
        if (moved[i] !== 0) bits[i] = bits[i]! + steps;
      }
      return [name, { shape, values: moved }];
    }),
  );
}

/** The farthest that trainings from other last bits ended from the undisturbed one. */
export function amplification(
  undisturbed: ArrayLike<number>,
  disturbed: readonly ArrayLike<number>[],
): number {
  return Math.max(...disturbed.map((values) => relativeError(values, undisturbed)));
}
