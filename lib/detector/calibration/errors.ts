/**
 * What a calibration is made from: the error map of an image, and how rough the image is.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionMap, smooth } from "../../nn/error_maps.ts";
import type { Detector, ScoredBatch } from "../detector.ts";
import { ERROR_SIGMA_AT_256 } from "./options.ts";

/** Which errors are calibrated: those of pixels, or those of the method's own maps. */
export type CalibratedErrors = "pixels" | "maps";

/**
 * Floor of the gradient, since images of one value have none; a step of 8-bit values in every
 * sixtieth pixel has this.
 */
const LEAST_GRADIENT = 1e-6;

/** Errors of a set of images, in its order. */
export interface ErrorSample {
  /** Height and width in pixels. */
  readonly size: number;
  /** `[n, h, w]`. */
  readonly maps: Float32Array;
  /** `[n]`. */
  readonly logGradients: Float32Array;
}

/** Which errors a method's calibration is of; only FAVAE's is of its maps, which include features. */
export function calibratedErrors({ errors }: Pick<Detector, "errors">): CalibratedErrors {
  return errors?.calibrated ?? "pixels";
}

/**
 * The error map of each image: `mean_c (x − x̂)²`, smoothed by a Gaussian of 4 pixels at 256, the
 * same for all methods; or the method's own maps.
 *
 * @param images `[b, h, w, c]` in [−1, 1].
 * @returns `[b, h, w, 1]`.
 */
export function errorMaps(
  images: tf.Tensor4D,
  { maps, reconstructions }: Pick<ScoredBatch, "maps" | "reconstructions">,
  of: CalibratedErrors,
): tf.Tensor4D {
  if (of === "maps") return maps!.clone();
  const sigma = ERROR_SIGMA_AT_256 * images.shape[1] / 256;
  return tf.tidy(() => smooth(reconstructionMap(images, reconstructions!), sigma));
}

/**
 * How rough each image is: the logarithm of its mean squared gradient,
 * `log (mean (x[i+1, j] − x[i, j])² + mean (x[i, j+1] − x[i, j])²)`, means over pixels and channels.
 *
 * Source: this project. Related: the complexity of an image beside its likelihood, Serrà et al.,
 * Input complexity and out-of-distribution detection with likelihood-based generative models, ICLR
 * 2020.
 *
 * @param images `[b, h, w, c]` in [−1, 1], two pixels high and wide at least.
 * @returns `[b]`.
 *
 * @example
 * ```ts
 * import { logGradients } from "./errors.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const step = tf.tensor4d([0, 1, 0, 1], [1, 2, 2, 1]); // no vertical steps, horizontal ones of 1
 * assertEquals(logGradients(step).dataSync()[0], 0);
 * ```
 */
export function logGradients(images: tf.Tensor4D): tf.Tensor1D {
  const [count, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const rows = [count, height - 1, width, channels] as [number, number, number, number];
    const columns = [count, height, width - 1, channels] as [number, number, number, number];
    const meanStep = (later: tf.Tensor4D, earlier: tf.Tensor4D) =>
      tf.mean(tf.square(tf.sub(later, earlier)), [1, 2, 3]);
    const down = meanStep(
      tf.slice(images, [0, 1, 0, 0], rows),
      tf.slice(images, [0, 0, 0, 0], rows),
    );
    const right = meanStep(
      tf.slice(images, [0, 0, 1, 0], columns),
      tf.slice(images, [0, 0, 0, 0], columns),
    );
    return tf.log(tf.maximum(tf.add(down, right), LEAST_GRADIENT)) as tf.Tensor1D;
  });
}
