/**
 * Seeded random numbers, the same on every machine.
 *
 * @module
 */

/** The whole state of a {@linkcode Random}: four unsigned 32-bit words. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded generator (sfc32: small, fast, period at least 2^32, passes PractRand).
 *
 * Only integer arithmetic and IEEE double operations are used, so a seed gives the same numbers on
 * every machine. `state` can be saved and restored to continue a sequence.
 *
 * Source: Chris Doty-Humphrey, PractRand, generator "sfc32".
 *
 * @example
 * ```ts
 * import { Random } from "./random.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const a = new Random(7);
 * a.uniform();
 * const b = Random.fromState(a.state);
 * assertEquals(a.uniform(), b.uniform());
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /**
   * Starts a sequence.
   *
   * @param seed A whole number in [0, 2^32).
   * @param stream Another whole number in [0, 2^32): one seed gives independent sequences for
   * independent purposes.
   */
  constructor(seed: number, stream = 0) {
    for (const [name, value] of [["seed", seed], ["stream", stream]] as const) {
      if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
        throw new RangeError(`Cannot use ${name} ${value}: expected a whole number in [0, 2^32)`);
      }
    }
    this.#a = seed;
    this.#b = stream;
    this.#c = 0x9e3779b9;
    this.#counter = 1;
    for (let i = 0; i < 16; i++) this.nextUint32(); // mixes the seed into every word
  }

  /** Continues the sequence whose `state` was saved. */
  static fromState(state: RandomState): Random {
    const random = new Random(0);
    [random.#a, random.#b, random.#c, random.#counter] = state;
    return random;
  }

  /** The state to save. */
  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** A whole number in [0, 2^32). */
  nextUint32(): number {
    const out = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) >>> 0;
    return out;
  }

  /** A number in [0, 1) with 32 random bits, scaled to [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.nextUint32() / 2 ** 32);
  }

  /** A whole number in [0, limit), without bias. */
  integer(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new RangeError(`Cannot draw below ${limit}: expected a whole number in [1, 2^32]`);
    }
    const unbiased = 2 ** 32 - (2 ** 32 % limit);
    let x = this.nextUint32();
    while (x >= unbiased) x = this.nextUint32();
    return x % limit;
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt(-2 * Math.log(s) / s);
    }
  }

  /** A random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

/** Streams of {@linkcode Random} by purpose, so that one kind of draw never shifts another. */
export const STREAM = {
  initialValues: 0,
  order: 1,
  bootstrap: 2,
  augmentation: 3,
  heldOut: 4,
  /** Draws of a training step: latent vectors, noise. */
  stepDraws: 5,
  /** Latent vectors at which searches begin. */
  search: 6,
  /** Which training images are held out, and the defects added to them. */
  tuning: 7,
  /** Where tiles are cut out of training images. */
  tiles: 8,
} as const;
