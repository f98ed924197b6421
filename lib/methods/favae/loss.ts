/**
 * FAVAE's errors: its loss and its map are sums of the same squares.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { klDivergence } from "../../nn/layers/variational.ts";
import type { Code } from "../../nn/layers/variational.ts";
import { sumOf } from "../../nn/ops/sum.ts";
import type { Decoded } from "./network.ts";

/** A batch, its code and its reconstructions. */
export interface FavaeBatch {
  /** `[b, h, w, c]` in [0, 1]. */
  readonly images: tf.Tensor4D;
  readonly code: Code;
  /** Decoded from a draw of the code. */
  readonly decoded: Decoded;
  /** The teacher's maps. */
  readonly teacher: readonly tf.Tensor4D[];
}

/** Terms of the loss; `features` has one for each of the teacher's maps. */
export interface FavaeLoss {
  readonly total: tf.Scalar;
  readonly reconstruction: tf.Scalar;
  readonly features: readonly tf.Scalar[];
  readonly kl: tf.Scalar;
}

/**
 * The loss, summed over the batch, positions and channels:
 * `L = Σ (x − x̂)² + Σ_l Σ (adapter_l − teacher_l)² + β · KL`.
 *
 * The terms are sums, as in the published code, so those of the features are larger by orders of
 * magnitude.
 */
export function favaeLoss({ images, code, decoded, teacher }: FavaeBatch, beta: number): FavaeLoss {
  const sum = (x: tf.Tensor, y: tf.Tensor): tf.Scalar => tf.sum(tf.squaredDifference(x, y));
  const reconstruction = sum(images, decoded.images);
  const features = decoded.features.map((found, i) => sum(found, teacher[i]!));
  const kl: tf.Scalar = tf.sum(klDivergence(code));
  const total: tf.Scalar = sumOf([reconstruction, ...features, tf.mul(kl, beta) as tf.Scalar]);
  return { total, reconstruction, features, kl };
}

/**
 * The squared error of each position, summed over channels: `Σ_c (x − y)²`.
 *
 * @param x `[b, h, w, c]`.
 * @param y Of the same shape.
 * @returns `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { squaredErrors } from "./loss.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const [x, y] = [tf.tensor4d([1, 5], [1, 1, 1, 2]), tf.tensor4d([3, 4], [1, 1, 1, 2])];
 * assertEquals([...squaredErrors(x, y).dataSync()], [5]);
 * ```
 */
export function squaredErrors(x: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.sum(tf.squaredDifference(x, y), 3, true));
}

/**
 * The map: errors of the pixels and, enlarged (bilinear), of the features.
 *
 * `s(p) = Σ_c (x − x̂)² + Σ_l up(Σ_c (adapter_l − teacher_l)²)`
 *
 * @param pixels `[b, h, w, 1]`.
 * @param features `[b, h', w', 1]` of each layer.
 * @returns `[b, h, w, 1]`.
 */
export function favaeMap(pixels: tf.Tensor4D, features: readonly tf.Tensor4D[]): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width] = pixels.shape;
    const enlarged = features.map((map) =>
      tf.image.resizeBilinear(map, [height, width], false, true)
    );
    return sumOf([pixels, ...enlarged]);
  });
}
