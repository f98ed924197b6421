/**
 * The images on which a trained model is examined for its report.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ImageSet, toBatch } from "../data/image_set.ts";

/** Enough to see how a memory or a code is used. */
const DIAGNOSTIC_IMAGES = 16;

/** The first images of a set, `[b, h, w, c]` in [−1, 1]; the caller disposes them. */
export async function diagnosticImages(images: ImageSet): Promise<tf.Tensor4D> {
  const count = Math.min(DIAGNOSTIC_IMAGES, images.files.length);
  const values = await toBatch(images, Array.from({ length: count }, (_, i) => i));
  return tf.tensor4d(values, [count, images.height, images.width, images.channels]);
}
