/**
 * How much a training amplifies rounding: measured, since no constant bound fits every processor.
 *
 * How far apart two trainings end that round differently in every op depends on how much the
 * training amplifies last bits: little where everything is smooth, a thousand times more where a
 * rectifier, an absolute value or a threshold flips to its other side. Changing the last bits of the
 * initial weights shows the same effect on the same machine, without a second way of computing. For
 * a method that trains nothing, the features that it keeps are changed instead, since scores are
 * distances from them.
 */
import type { NamedTensors } from "../lib/nn/variables/safetensors.ts";
import { Random } from "../lib/random.ts";
import { relativeError } from "./close.ts";

/**
 * The most float32 steps by which a weight moves: the rounding of a sum of some thousand products,
 * so the disturbance is as large as that of summing in another order.
 */
const MOST_STEPS = 64;

/**
 * Moves every value by a few float32 steps, up or down as drawn from the seed. Zeros, the hash of
 * frozen weights and packed images stay as they are.
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

/** The farthest that a training from other last bits ended from the undisturbed one. */
export function amplification(
  undisturbed: ArrayLike<number>,
  disturbed: readonly ArrayLike<number>[],
): number {
  return Math.max(...disturbed.map((values) => relativeError(values, undisturbed)));
}
