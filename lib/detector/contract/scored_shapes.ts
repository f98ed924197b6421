/**
 * Checks the shapes of what a method returns for a batch.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { ScoredBatch } from "./detector.ts";

/**
 * Requires scores `[b]` and, where they exist, maps `[b, h, w, 1]` and reconstructions `[b, h, w, c]`
 * of images `[b, h, w, c]`. Results of other shapes would be taken for those of other images or pixels.
 *
 * @throws {InputError} Naming what was expected and found.
 *
 * @example
 * ```ts
 * import { requireScoredShapes } from "./scored_shapes.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertThrows } from "@std/assert";
 *
 * const images = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
 * const scores = tf.mean(images) as tf.Tensor; // one for the batch, not one for each image
 * assertThrows(
 *   () => requireScoredShapes(images, { scores: scores as tf.Tensor1D }, "mine"),
 *   Error,
 *   "mine: scores of shape [], expected [2]",
 * );
 * ```
 */
export function requireScoredShapes(
  images: tf.Tensor4D,
  scored: ScoredBatch,
  method: string,
): void {
  const [b, h, w, c] = images.shape;
  const expected = { scores: [b], maps: [b, h, w, 1], reconstructions: [b, h, w, c] };
  const { scores } = scored as { scores?: tf.Tensor };
  if (!scores) throw new InputError(`${method}: no scores, expected one for each image`);
  for (const [name, shape] of Object.entries(expected)) {
    const found = scored[name as keyof ScoredBatch]?.shape;
    if (found === undefined || found.join() === shape.join()) continue;
    throw new InputError(
      `${method}: ${name} of shape [${found.join(", ")}], expected [${shape.join(", ")}] for ` +
        `images [${images.shape.join(", ")}]`,
    );
  }
}
