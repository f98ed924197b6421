/**
 * Scores one batch, whether the detector does so at once or must read values in between.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Detector, ScoredBatch } from "./detector.ts";
import { requireScoredShapes } from "./scored_shapes.ts";

/** Tensors `[b, …]` by name. */
export type BatchTensors = Readonly<Record<string, tf.Tensor>>;

/**
 * Scores a batch and derives from the scores what else is wanted.
 *
 * @param images `[b, h, w, c]` in [−1, 1]; remains owned by the caller.
 * @param derive Must call only ops. Default: the scores, maps and reconstructions themselves.
 * @returns What `derive` returns, which the caller owns; nothing else is kept.
 * @throws {InputError} If the detector returns results of another shape than the contract's.
 *
 * @example
 * ```ts
 * import { scoreBatch } from "./score_batch.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const brightest = { score: (images: tf.Tensor4D) => ({ scores: tf.max<tf.Tensor1D>(images, [1, 2, 3]) }) };
 * const { scores } = await scoreBatch(brightest, tf.ones([2, 4, 4, 1]));
 * assertEquals([...scores!.dataSync()], [1, 1]);
 * ```
 */
export async function scoreBatch(
  detector: Pick<Detector, "score"> & Partial<Pick<Detector, "method">>,
  images: tf.Tensor4D,
  derive: (scored: ScoredBatch) => BatchTensors = (scored) => ({ ...scored }),
): Promise<BatchTensors> {
  const checked = (scored: ScoredBatch) => {
    requireScoredShapes(images, scored, detector.method ?? "score");
    return derive(scored);
  };
  let pending: Promise<ScoredBatch> | undefined;
  const results = tf.tidy(() => {
    const scored = detector.score(images);
    if (!(scored instanceof Promise)) return checked(scored);
    pending = scored;
    return {};
  });
  if (!pending) return results;
  const scored = await pending;
  let kept: readonly tf.Tensor[] = [];
  try {
    const derived = tf.tidy(() => checked(scored));
    kept = Object.values(derived);
    return derived;
  } finally {
    for (const tensor of Object.values(scored)) if (!kept.includes(tensor)) tensor.dispose();
  }
}
