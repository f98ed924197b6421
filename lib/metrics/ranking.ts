/**
 * Sorting scores fast.
 *
 * @module
 */

/**
 * Indices of the scores, highest first; equal scores in the order of their indices.
 *
 * Comparator sorts are slow on millions of pixels, so float32 scores are turned into unsigned keys of
 * the same order and sorted together with their index as one 64-bit number.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const n = scores.length;
  if (!(scores instanceof Float32Array)) {
    return Uint32Array.from({ length: n }, (_, i) => i)
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
  }
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, n);
  const words = new Uint32Array(2 * n);
  for (let i = 0; i < n; i++) {
    // −0 counts as 0; negative floats have descending bit patterns, positive ones ascending.
    const b = scores[i] === 0 ? 0 : bits[i]!;
    const ascending = b & 0x80000000 ? ~b : b | 0x80000000;
    words[2 * i] = i;
    words[2 * i + 1] = ~ascending;
  }
  new BigUint64Array(words.buffer).sort();
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = words[2 * i]!;
  return order;
}
