/**
 * Distances from many vectors to the nearest of very many others, tile by tile.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Maximum number of rows of a tile, on either side: a tile of products has 4 MB, which stays in the
 * processor's cache while its least values are taken.
 */
const TILE = 1024;

/**
 * Prepares vectors for {@linkcode NearestRows}: each vector g becomes `(−2 g, ‖g‖²)`.
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
 * Searches a gallery, part by part, for the `count` nearest of each of some vectors.
 *
 * `‖q − g‖² = ‖q‖² + (q, 1) · (−2 g, ‖g‖²)`: one matrix product per tile, of which only the least
 * values are kept, so the whole matrix of distances never exists. In float32 the squared distance is
 * wrong by some 10⁻⁶ of `‖q‖² + ‖g‖²` (rounding can even make it negative; it is then set to 0): a
 * distance of 0 may come out as 10⁻³ of the vectors' length, while one as long as the vectors is
 * right to six digits.
 *
 * No tile spans two parts of the gallery, and the sizes of tiles follow from the rows of the part
 * only. Neither the order of the parts nor any other computation changes a bit.
 *
 * @example
 * ```ts
 * import { galleryRows, NearestRows } from "./nearest_rows.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * using search = new NearestRows(tf.tensor2d([[0, 4]]), 1);
 * search.add(galleryRows(tf.tensor2d([[0, 0], [3, 4]])));
 * assertEquals([...search.distances().dataSync()], [3]);
 * ```
 */
export class NearestRows implements Disposable {
  readonly #count: number;
  /** `‖q‖²`, `[n, 1]`. */
  readonly #norms: tf.Tensor2D;
  /** Queries with a 1 appended, in tiles. */
  readonly #tiles: readonly tf.Tensor2D[];
  /** The least values of each tile, `[tile, count]`, in any order; empty before the first part. */
  #least: readonly tf.Tensor2D[] = [];

  /**
   * @param queries `[n, c]`; not needed after this.
   * @param count Number of neighbours whose mean distance is taken; all rows where there are fewer.
   */
  constructor(queries: tf.Tensor2D, count: number) {
    this.#count = count;
    this.#norms = keep(() => tf.sum(tf.square(queries), 1, true) as tf.Tensor2D);
    const one = tf.ones([queries.shape[0], 1]) as tf.Tensor2D;
    const extended = tf.tidy(() => tf.concat2d([queries, one], 1));
    this.#tiles = tilesOf(extended).map((tile) => tf.keep(tile));
    tf.dispose([one, extended]);
  }

  /**
   * Searches a part of the gallery.
   *
   * @param part From {@linkcode galleryRows}; not needed after this.
   */
  add(part: tf.Tensor2D): void {
    const rows = tilesOf(part);
    const before = this.#least;
    this.#least = this.#tiles.map((tile, i) =>
      keep(() =>
        rows.reduce<tf.Tensor2D | undefined>(
          (known, own) => leastOf(tf.matMul(tile, own, false, true), known, this.#count),
          before[i],
        )!
      )
    );
    tf.dispose([...rows, ...before]);
  }

  /** The mean Euclidean distance of each vector to its nearest so far: `[n]`. */
  distances(): tf.Tensor1D {
    if (this.#least.length === 0) throw new RangeError("Cannot search an empty gallery");
    return tf.tidy(() => {
      const squares = tf.relu(tf.add(tf.concat2d([...this.#least], 0), this.#norms)); // [n, count]
      return tf.mean(tf.sqrt(squares), 1) as tf.Tensor1D;
    });
  }

  /** Releases all tensors. */
  [Symbol.dispose](): void {
    tf.dispose([this.#norms, ...this.#tiles, ...this.#least]);
  }
}

/** Computes a tensor that outlives a tidy around the search. */
function keep<T extends tf.Tensor>(compute: () => T): T {
  return tf.keep(tf.tidy(compute));
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

/** Splits rows into tiles of about the same size. */
function tilesOf(rows: tf.Tensor2D): tf.Tensor2D[] {
  const total = rows.shape[0];
  const size = Math.ceil(total / Math.ceil(total / TILE));
  return Array.from(
    { length: Math.ceil(total / size) },
    (_, i) => tf.slice(rows, [i * size, 0], [Math.min(size, total - i * size), -1]),
  );
}
