/** A detector's results for a batch, as values. */
import type * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../lib/backend/read.ts";
import type { Detector } from "../lib/detector/contract/detector.ts";
import { scoreBatch } from "../lib/detector/contract/score_batch.ts";

/** Scores, maps and reconstructions; the images are disposed. */
export async function scoredValues(
  detector: Pick<Detector, "score">,
  images: tf.Tensor4D,
): Promise<Record<string, Float32Array>> {
  try {
    return await readAndDispose(await scoreBatch(detector, images));
  } finally {
    images.dispose();
  }
}
