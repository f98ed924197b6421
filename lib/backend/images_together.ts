/**
 * How many images may be computed at once without a trace of each other.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { oneDnnComputes } from "./tensorflow/onednn.ts";

/**
 * The number of images for one call whose results must be the same bits in whatever company an image
 * comes: `wanted`, or 1 where kernels treat the last rows of a batch differently, as TensorFlow's own
 * do on a CPU.
 *
 * @example
 * ```ts
 * import { useBackend } from "./backend.ts";
 * import { imagesTogether } from "./images_together.ts";
 * import { assert } from "@std/assert";
 *
 * await useBackend();
 * assert([1, 8].includes(imagesTogether(8)));
 * ```
 */
export function imagesTogether(wanted: number): number {
  return tf.getBackend() !== "tensorflow" || oneDnnComputes() ? wanted : 1;
}
