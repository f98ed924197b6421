/**
 * Enlarges feature maps.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Doubles height and width by writing each value four times: the nearest neighbour.
 *
 * Made of concatenations, whose gradients every backend has.
 *
 * @param x `[b, h, w, c]`.
 * @returns `[b, 2h, 2w, c]`.
 *
 * @example
 * ```ts
 * import { upsample2 } from "./upsample.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const doubled = upsample2(tf.tensor4d([1, 2], [1, 1, 2, 1]));
 * assertEquals([...doubled.dataSync()], [1, 1, 2, 2, 1, 1, 2, 2]);
 * ```
 */
export function upsample2(x: tf.Tensor4D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  return tf.tidy(() => {
    const wide = tf.concat([x, x], 3).reshape([b, h, 2 * w * c]); // each pixel beside itself
    return tf.concat([wide, wide], 2).reshape([b, 2 * h, 2 * w, c]); // each row below itself
  });
}
