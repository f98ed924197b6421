/**
 * Exact search for the nearest vectors.
 *
 * @module
 */

/** One of the nearest rows. */
export interface Neighbour {
  /** Its row. */
  readonly index: number;
  /** Euclidean distance. */
  readonly distance: number;
}

/**
 * The `count` rows that are nearest to a vector, nearest first; at equal distances, the lower index
 * first.
 *
 * Differences are squared and added in float64, row by row: a vector's own row is at distance 0, and
 * no rounding depends on the other rows.
 *
 * @param vector `[d]`.
 * @param rows `[n, d]`, row-major.
 * @param count Number of neighbours; all rows where there are fewer.
 *
 * @example
 * ```ts
 * import { nearestVectors } from "./nearest_vectors.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = Float32Array.of(3, 4, 0, 1, 0, -1);
 * assertEquals(nearestVectors([0, 0], rows, 2).map(({ index }) => index), [1, 2]);
 * ```
 */
export function nearestVectors(
  vector: ArrayLike<number>,
  rows: Float32Array,
  count: number,
): Neighbour[] {
  const length = vector.length;
  const total = rows.length / length;
  if (!Number.isInteger(total)) {
    throw new RangeError(`Cannot take ${rows.length} values as rows of ${length}`);
  }
  const squares = new Float64Array(total);
  for (let i = 0; i < total; i++) {
    let sum = 0;
    for (let j = 0; j < length; j++) {
      const difference = vector[j]! - rows[i * length + j]!;
      sum += difference * difference;
    }
    squares[i] = sum;
  }
  return Array.from(squares, (_, i) => i)
    .sort((a, b) => squares[a]! - squares[b]! || a - b)
    .slice(0, count)
    .map((index) => ({ index, distance: Math.sqrt(squares[index]!) }));
}

/** The mean distance of neighbours. */
export function meanDistance(neighbours: readonly Neighbour[]): number {
  return neighbours.reduce((sum, { distance }) => sum + distance, 0) / neighbours.length;
}
