/**
 * GeoTrans's loss.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../../nn/ops/gather_rows.ts";
import { classCrossEntropy } from "../../nn/ops/log_softmax.ts";
import { sumOfSquares } from "../../nn/optimisers/weight_decay.ts";
import type { LossTerms } from "../../train/loop.ts";

/**
 * `total = −mean log p_chosen + weightDecay · Σ w²`, over all trained values w.
 *
 * @param logits Logits of the transformations, `[b, k]`.
 * @param chosen The right transformations, `[b]` int32.
 * @param trained All trained variables: kernels, scales and shifts of batch norm, the last bias.
 */
export function transformationLoss(
  logits: tf.Tensor2D,
  chosen: tf.Tensor1D,
  trained: readonly tf.Variable[],
  weightDecay: number,
): LossTerms {
  const right = gatherRows(tf.eye(logits.shape[1]), chosen);
  const crossEntropy = classCrossEntropy(logits, right);
  const penalty: tf.Scalar = tf.mul(sumOfSquares(trained), weightDecay);
  return { total: tf.add(crossEntropy, penalty), crossEntropy, penalty };
}
