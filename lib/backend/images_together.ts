/**
 * How many images can be computed at once without affecting each other's results.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { oneDnnComputes } from "./library/onednn.ts";
import { computesOnGpu } from "./tensorflow/register.ts";

/**
 * The number of images to compute in one call when each result must be the same bits whatever else
 * is in the batch: `wanted`, or 1 where kernels treat the last rows of a batch differently, as
 * TensorFlow's own kernels do on a CPU.
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
  return tf.getBackend() !== "tensorflow" || computesOnGpu() || oneDnnComputes() ? wanted : 1;
}
