/**
 * Sorts scores fast.
 *
 * @module
 */

/** Bits of a key that one pass of the radix sort examines: three passes for 32 bits. */
const DIGIT_BITS = 11;

/** Scores in descending order. */
export interface Ranking {
  /** Indices of the scores, highest first; equal scores in the order of their indices. */
  readonly order: Uint32Array;
  /** The scores in that order, −0 as 0. */
  readonly sorted: Float32Array | Float64Array;
}

/**
 * Sorts scores, highest first.
 *
 * Comparator sorts are slow on millions of pixels, so float32 scores are turned into unsigned keys of
 * the reverse order and sorted digit by digit, the lowest first.
 */
export function rankDescending(scores: ArrayLike<number>): Ranking {
  const order = new Uint32Array(scores.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  if (scores instanceof Float32Array) {
    const sorted = radixSort(toKeys(scores), order);
    return { order: sorted.values!, sorted: fromKeys(sorted.keys) };
  }
  order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { order, sorted: Float64Array.from(order, (i) => scores[i]! + 0) }; // −0 + 0 = 0
}

/** Scores, highest first and −0 as 0, where their indices do not matter. */
export function sortDescending(scores: Float32Array): Float32Array {
  return fromKeys(radixSort(toKeys(scores)).keys);
}

/** Unsigned numbers that ascend where the scores descend. */
function toKeys(scores: Float32Array): Uint32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = new Uint32Array(scores.length);
  for (let i = 0; i < keys.length; i++) {
    // −0 counts as 0; negative floats have descending bit patterns, positive ones ascending.
    const b = scores[i] === 0 ? 0 : bits[i]!;
    keys[i] = b & 0x80000000 ? b : b ^ 0x7fffffff;
  }
  return keys;
}

/** Turns keys back into scores. */
function fromKeys(keys: Uint32Array): Float32Array {
  const bits = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    bits[i] = key & 0x80000000 ? key : key ^ 0x7fffffff;
  }
  return new Float32Array(bits.buffer);
}

/** Sorts keys and values, if any, by the keys, stably; overwrites them in the process. */
function radixSort(
  keys: Uint32Array,
  values?: Uint32Array,
): { keys: Uint32Array; values?: Uint32Array } {
  const ends = new Uint32Array(2 ** DIGIT_BITS);
  const mask = ends.length - 1;
  let nextKeys: Uint32Array = new Uint32Array(keys.length);
  let nextValues: Uint32Array | undefined = values && new Uint32Array(keys.length);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    ends.fill(0);
    for (let i = 0; i < keys.length; i++) ends[(keys[i]! >>> shift) & mask]!++;
    let start = 0;
    for (let digit = 0; digit < ends.length; digit++) {
      const count = ends[digit]!;
      ends[digit] = start;
      start += count;
    }
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const to = ends[(key >>> shift) & mask]!++;
      nextKeys[to] = key;
      if (values) nextValues![to] = values[i]!;
    }
    [keys, nextKeys] = [nextKeys, keys];
    [values, nextValues] = [nextValues, values];
  }
  return { keys, values };
}
