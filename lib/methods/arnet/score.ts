/**
 * ARNet's errors and scores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { absoluteErrorMap } from "../error_map.ts";
import { type Erasing, ROTATIONS } from "./erasing.ts";
import type { ArnetNetwork } from "./network.ts";

/** What is left of an image that was rotated by each angle. */
export interface RestorationErrors {
  /** `mean_c |f(T_j x) − x|` of each pixel, four of `[b, h, w, 1]`. */
  readonly maps: readonly tf.Tensor4D[];
  /** Their means `e_j`, `[b, 4]`. */
  readonly means: tf.Tensor2D;
  /** `f(T_0 x)`, of the image that was not rotated. */
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
    const turns = tf.fill([images.shape[0]], j, "int32") as tf.Tensor1D;
    return network(erase(images, turns), "score");
  });
  const maps = restored.map((image) => absoluteErrorMap(images, image));
  const means = tf.stack(maps.map((map) => tf.mean(map, [1, 2, 3])), 1) as tf.Tensor2D;
  return { maps, means, unrotated: restored[0]! };
}

/**
 * `A(x) = ¼ Σ_j e_j(x) / κ_j`, and the same mean of the maps.
 *
 * @param scales κ_j, the mean of e_j over training images, `[4]`; ones for the plain mean.
 * @returns Scores `[b]`, maps `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { combineErrors } from "./score.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = [1, 2, 3, 4].map((e) => tf.fill([1, 2, 2, 1], e) as tf.Tensor4D);
 * const means = tf.tensor2d([[1, 2, 3, 4]]);
 * const { scores } = combineErrors({ maps, means }, tf.tensor1d([1, 2, 1, 4]));
 * assertEquals([...scores.dataSync()], [1.5]);
 * ```
 */
export function combineErrors(
  { maps, means }: Pick<RestorationErrors, "maps" | "means">,
  scales: tf.Tensor1D,
): { scores: tf.Tensor1D; maps: tf.Tensor4D } {
  return tf.tidy(() => {
    const each = tf.unstack(scales);
    const scaled = maps.map((map, j) => tf.div<tf.Tensor4D>(map, each[j]!));
    return {
      scores: tf.mean(tf.div(means, scales), 1),
      maps: tf.div<tf.Tensor4D>(tf.addN(scaled), maps.length),
    };
  });
}
