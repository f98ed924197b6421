/**
 * The images on which a trained model is examined for its report.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ImageSet, toBatch } from "../../data/images/image_set.ts";

/** Enough to see how a memory or a code is used. */
const DIAGNOSTIC_IMAGES = 16;

/** Examines a model on the first images of a set, `[b, h, w, c]` in [−1, 1]. */
export async function withDiagnosticImages<T>(
  images: ImageSet,
  examine: (batch: tf.Tensor4D) => Promise<T>,
): Promise<T> {
  const count = Math.min(DIAGNOSTIC_IMAGES, images.files.length);
  const values = await toBatch(images, Array.from({ length: count }, (_, i) => i));
  const batch = tf.tensor4d(values, [count, images.height, images.width, images.channels]);
  try {
    return await examine(batch);
  } finally {
    batch.dispose();
  }
}
