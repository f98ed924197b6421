/**
 * The values that span the colours of a run's maps.
 *
 * @module
 */
import type { ColourRange } from "./colormap.ts";

/** Share of pixels whose colour saturates, so that single pixels do not darken all others. */
const SATURATED = 0.001;
/** About how many values the colour range is estimated from, if there are more. */
const RANGE_SAMPLES = 1_000_000;

/** What a {@linkcode ColourRangeOfMaps} has seen so far. */
export interface SeenMaps {
  /** Values of all maps. */
  readonly seen: number;
  /** Those that the range is estimated from, in the order of the maps. */
  readonly sample: Float32Array;
}

/**
 * The range from the lowest pixel score to the one that 0.1 % of the pixels exceed. It is that of all
 * values, or of about a million that are spread evenly over rows and columns.
 *
 * @example
 * ```ts
 * import { ColourRangeOfMaps } from "./colour_range.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const range = new ColourRangeOfMaps(2, 2); // two maps of two pixels
 * range.add(Float32Array.of(1, 3));
 * range.add(Float32Array.of(2, 9)); // is the one pixel in a thousand
 * assertEquals(range.range(), { low: 1, high: 3 });
 * ```
 */
export class ColourRangeOfMaps {
  #step: number;
  readonly #sample: Float32Array;
  #seen = 0;

  /**
   * @param count How many maps will be added.
   * @param pixels Values of one.
   */
  constructor(count: number, pixels: number) {
    const total = count * pixels;
    this.#step = Math.max(1, Math.floor(total / RANGE_SAMPLES));
    // A step that has a factor in common with the width would leave out columns.
    while (commonDivisor(this.#step, pixels) > 1) this.#step++;
    this.#sample = new Float32Array(Math.ceil(total / this.#step));
  }

  /** Adds the values of the next maps. */
  add(maps: Float32Array): void {
    const before = Math.ceil(this.#seen / this.#step); // values that were sampled
    let place = before;
    for (let i = before * this.#step - this.#seen; i < maps.length; i += this.#step) {
      this.#sample[place++] = maps[i]!;
    }
    this.#seen += maps.length;
  }

  /** What was added so far, to go on from later. */
  seen(): SeenMaps {
    const sampled = Math.ceil(this.#seen / this.#step);
    return { seen: this.#seen, sample: this.#sample.slice(0, sampled) };
  }

  /** Goes on from what was added to another one of as many maps. */
  goOn({ seen, sample }: SeenMaps): void {
    this.#sample.set(sample);
    this.#seen = seen;
  }

  /** The range, once all values are added. */
  range(): ColourRange {
    const sample = this.#sample.slice().sort();
    return {
      low: sample[0] ?? 0,
      high: sample[Math.floor((sample.length - 1) * (1 - SATURATED))] ?? 1,
    };
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/**
 * The range of maps that are all at hand; see {@linkcode ColourRangeOfMaps}.
 *
 * @param pixels Values of one map.
 */
export function colourRange(maps: Float32Array, pixels: number): ColourRange {
  const range = new ColourRangeOfMaps(maps.length / pixels, pixels);
  range.add(maps);
  return range.range();
}
