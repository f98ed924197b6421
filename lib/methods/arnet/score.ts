/**
 * ARNet's errors and scores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { type Erasing, ROTATIONS } from "./erasing.ts";
import type { ArnetNetwork } from "./network.ts";

/** The errors that remain after restoring images rotated by each angle. */
export interface RestorationErrors {
  /** `mean_c |f(T_j x) − x|` of each pixel, `[b, h, w, 4]`. */
  readonly maps: tf.Tensor4D;
  /** `f(T_0 x)`, the restored image that was not rotated. */
  readonly unrotated: tf.Tensor4D;
}

/**
 * Erases and restores each image under every rotation.
 *
 * @param images x, `[b, h, w, c]` in [0, 1].
 */
export function restorationErrors(
  network: ArnetNetwork,
  erase: Erasing,
  images: tf.Tensor4D,
): RestorationErrors {
  const restored = Array.from({ length: ROTATIONS }, (_, j) => {
    const turns: tf.Tensor1D = tf.fill([images.shape[0]], j, "int32");
    return network(erase(images, turns), "score");
  });
  const maps = restored.map((image) => absoluteErrorMap(images, image));
  return { maps: tf.concat(maps, 3), unrotated: restored[0]! };
}

/** The means e_j of each image's maps, `[b, 4]`. */
export function meanErrors(maps: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(maps, [1, 2]);
}

/**
 * `A(x) = ¼ Σ_j e_j(x) / κ_j`, and the same mean of the maps.
 *
 * @param maps `[b, h, w, 4]`.
 * @param scales κ_j, the mean of e_j over training images, `[4]`; ones for the plain mean.
 * @returns Scores `[b]`, maps `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { combineErrors } from "./score.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
 * const { scores } = combineErrors(maps, tf.tensor1d([1, 2, 1, 4]));
 * assertEquals([...scores.dataSync()], [1.5]);
 * ```
 */
export function combineErrors(
  maps: tf.Tensor4D,
  scales: tf.Tensor1D,
): { scores: tf.Tensor1D; maps: tf.Tensor4D } {
  return tf.tidy(() => {
    const scaled = tf.mean(tf.div(maps, scales), 3, true) as tf.Tensor4D;
    return { scores: tf.mean(scaled, [1, 2, 3]) as tf.Tensor1D, maps: scaled };
  });
}
