/**
 * A view into the memories of a trained method.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** An item, put into one block of a feature map. */
export interface PlacedItem {
  /** Row of the memory. */
  readonly item: number;
  /** Block of the map, row by row, parts of the channels one after the other. */
  readonly block: number;
}

/** One memory of a trained method. The caller owns the tensors. */
export interface MemoryView {
  /** 0 = shallowest. */
  readonly level: number;
  /** N: items of the memory. */
  readonly items: number;
  /** Into how many blocks the feature map is divided along each axis. */
  readonly division: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
  };
  /** How much of each item each block of `[b, h, w, c]` reads, `[b · Q, N]`. */
  address(images: tf.Tensor4D): tf.Tensor2D;
  /**
   * Decodes the mean of everything that was read for `images` to `[k, h, w, c]`: once for each place,
   * with the item in its block instead of the mean; without places, once, unchanged.
   */
  decode(images: tf.Tensor4D, places: readonly PlacedItem[]): tf.Tensor4D;
}

/**
 * Copies of the blocks of a mean feature map, with one block of each copy replaced by an item.
 *
 * @param blocks `[Q, D]`, in the order in which {@linkcode PlacedItem} counts them.
 * @param items `[N, D]`.
 * @returns `[k · Q, D]`.
 */
export function placeItems(
  blocks: tf.Tensor2D,
  items: tf.Tensor2D,
  places: readonly PlacedItem[],
): tf.Tensor2D {
  const [count, size] = blocks.shape;
  return tf.tidy(() => {
    const chosen = tf.gather(items, tf.tensor1d(places.map(({ item }) => item), "int32"))
      .reshape([-1, 1, size]);
    const where = new Float32Array(places.length * count); // 1 where the item goes
    for (const [i, { block }] of places.entries()) where[i * count + block] = 1;
    const mask = tf.tensor3d(where, [places.length, count, 1]);
    const kept = tf.mul(blocks.reshape([1, count, size]), tf.sub(1, mask));
    return tf.add(kept, tf.mul(chosen, mask)).reshape([-1, size]) as tf.Tensor2D;
  });
}
