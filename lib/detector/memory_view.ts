/**
 * A look into the memories of a trained method.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assemble, blockCount, blockSize, divide, type Division } from "../daad/division.ts";

/** An item, put into one block of a feature map. */
export interface PlacedItem {
  /** Row of the memory. */
  readonly item: number;
  /** Block of the map, counted as by `divide`. */
  readonly block: number;
}

/** One memory of a trained method. The caller owns the tensors. */
export interface MemoryView {
  /** 0 = shallowest. */
  readonly level: number;
  /** N: items of the memory. */
  readonly items: number;
  /** How the feature map is divided. */
  readonly division: Division;
  /** How much of each item each block of `[b, h, w, c]` reads, `[b · Q, N]`. */
  address(images: tf.Tensor4D): tf.Tensor2D;
  /**
   * What the decoder makes of the mean of everything that was read for `images`, `[k, h, w, c]`: once
   * for each place, with the item in its block instead of the mean; without places, once, unchanged.
   */
  decode(images: tf.Tensor4D, places: readonly PlacedItem[]): tf.Tensor4D;
}

/**
 * Copies of a mean feature map, in each of which one block is an item.
 *
 * @param mean `[1, h, w, c]`.
 * @param items `[N, D]`.
 * @returns `[k, h, w, c]`.
 */
export function placeItems(
  mean: tf.Tensor4D,
  division: Division,
  items: tf.Tensor2D,
  places: readonly PlacedItem[],
): tf.Tensor4D {
  const [, height, width, channels] = mean.shape;
  const count = blockCount(division);
  const size = blockSize(division, { height, width, channels });
  return tf.tidy(() => {
    const blocks = divide(mean, division).reshape([1, count, size]);
    const chosen = tf.gather(items, tf.tensor1d(places.map(({ item }) => item), "int32"))
      .reshape([-1, 1, size]);
    const where = new Float32Array(places.length * count); // 1 where the item goes
    for (const [i, { block }] of places.entries()) where[i * count + block] = 1;
    const mask = tf.tensor3d(where, [places.length, count, 1]);
    const placed = tf.add(tf.mul(blocks, tf.sub(1, mask)), tf.mul(chosen, mask));
    return assemble(
      placed.reshape([-1, size]) as tf.Tensor2D,
      division,
      [places.length, height, width, channels],
    );
  });
}
