/**
 * Distances of many vectors to the nearest of very many others, tile by tile.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Most rows of a tile, on either side: a tile of products has 4 MB, which stays in the processor's
 * cache while its least values are taken.
 */
const TILE = 1024;

/**
 * What {@linkcode nearestRows} searches: each vector g as `(−2 g, ‖g‖²)`.
 *
 * @param vectors `[m, c]`.
 * @returns `[m, c + 1]`.
 */
export function galleryRows(vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const norms = tf.sum(tf.square(vectors), 1, true);
    return tf.concat2d([tf.mul(vectors, -2), norms as tf.Tensor2D], 1);
  });
}

/**
 * The mean Euclidean distance of each vector to its `count` nearest in a gallery.
 *
 * `‖q − g‖² = ‖q‖² + (q, 1) · (−2 g, ‖g‖²)`: one matrix product a tile, of which only the least values
 * are kept, so the distances never exist as a whole. In float32 the squared distance is wrong by some
 * 10⁻⁶ of `‖q‖² + ‖g‖²` (rounding, which can make it negative: it is cut off at 0): a distance of 0
 * may come out as 10⁻³ of the vectors' length, one as long as the vectors is right to six digits.
 *
 * Tiles end with a part of the gallery, and their sizes follow from its rows alone. Neither the order
 * of the parts nor what else is computed changes a bit.
 *
 * @param queries `[n, c]`.
 * @param parts The gallery piece by piece, from {@linkcode galleryRows}; each is asked for when the
 * one before has been searched, and stays its owner's.
 * @param count Neighbours of which the mean is taken; at most the rows of each part.
 * @returns `[n]`.
 *
 * @example
 * ```ts
 * import { galleryRows, nearestRows } from "./nearest_rows.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const gallery = galleryRows(tf.tensor2d([[0, 0], [3, 4]]));
 * assertEquals([...nearestRows(tf.tensor2d([[0, 4]]), [gallery], 1).dataSync()], [3]);
 * ```
 */
export function nearestRows(
  queries: tf.Tensor2D,
  parts: Iterable<tf.Tensor2D>,
  count: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const one = tf.ones([queries.shape[0], 1]);
    const tiles = tilesOf(tf.concat([queries, one], 1) as tf.Tensor2D);
    const least: (tf.Tensor2D | undefined)[] = tiles.map(() => undefined); // [tile, count]
    for (const part of parts) {
      if (part.shape[0] < count) {
        throw new RangeError(`Cannot find ${count} neighbours among ${part.shape[0]} rows`);
      }
      for (const [i, tile] of tiles.entries()) {
        const before = least[i];
        least[i] = tf.tidy(() =>
          tilesOf(part).reduce<tf.Tensor2D | undefined>(
            (known, rows) => leastOf(tf.matMul(tile, rows, false, true), known, count),
            before,
          )!
        );
        before?.dispose();
      }
    }
    const found = least.filter((tensor) => tensor !== undefined);
    if (found.length === 0) throw new RangeError("Cannot search an empty gallery");
    const norms = tf.sum(tf.square(queries), 1, true);
    const squares = tf.relu(tf.add(tf.concat(found, 0), norms)); // [n, count]
    return tf.mean(tf.sqrt(squares), 1) as tf.Tensor1D;
  });
}

/** The `count` least values of each row, known ones included. */
function leastOf(
  values: tf.Tensor2D,
  known: tf.Tensor2D | undefined,
  count: number,
): tf.Tensor2D {
  if (count === 1) {
    const least = tf.min(values, 1, true) as tf.Tensor2D;
    return known ? tf.minimum(known, least) : least;
  }
  const all: tf.Tensor2D = known ? tf.concat([known, values], 1) : values;
  return tf.neg(tf.topk(tf.neg(all), Math.min(count, all.shape[1])).values);
}

/** Rows in tiles of about one size. */
function tilesOf(rows: tf.Tensor2D): tf.Tensor2D[] {
  const total = rows.shape[0];
  const size = Math.ceil(total / Math.ceil(total / TILE));
  return Array.from(
    { length: Math.ceil(total / size) },
    (_, i) => tf.slice(rows, [i * size, 0], [Math.min(size, total - i * size), -1]),
  );
}
