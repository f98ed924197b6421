/**
 * The attributes that ARNet erases: orientation and colour.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { pixelMover, quarterTurns } from "../../nn/losses/pixel_moves.ts";
import type { Random } from "../../random.ts";

/** Rotations by 0°, 90°, 180° and 270°. */
export const ROTATIONS = 4;

/**
 * Takes images and the number of quarter turns of each, `[b]` int32; returns `[b, h, w, 1]` where
 * colours are erased, `[b, h, w, c]` otherwise. No gradient flows to the images.
 */
export type Erasing = (images: tf.Tensor4D, turns: tf.Tensor1D) => tf.Tensor4D;

/**
 * Erases attributes of square images: rotates each, then averages its channels.
 *
 * @example
 * ```ts
 * import { erasing } from "./erasing.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const erase = erasing({ imageSize: 2, graying: true });
 * const image = tf.tensor4d([0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 2, 2, 3]);
 * assertEquals([...erase(image, tf.tensor1d([2], "int32")).dataSync()], [3, 2, 1, 1]);
 * ```
 */
export function erasing(
  { imageSize, graying }: { readonly imageSize: number; readonly graying: boolean },
): Erasing {
  const turn = pixelMover(
    Array.from({ length: ROTATIONS }, (_, turns) => quarterTurns(imageSize, turns)),
  );
  return (images, turns) => tf.tidy(() => turn(graying ? tf.mean(images, 3, true) : images, turns));
}

/** Draws a rotation for each of `count` images, `[count]`. */
export function drawTurns(count: number, random: Random): tf.Tensor1D {
  return tf.tensor1d(Array.from({ length: count }, () => random.integer(ROTATIONS)), "int32");
}
