/**
 * What a calibration is made from: the error map of an image, and how rough the image is.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionMap, smooth } from "../../nn/losses/error_maps.ts";
import type { Detector, ScoredBatch } from "../contract/detector.ts";
import { type CalibrationOptions, ERROR_SIGMA_AT_256 } from "./options.ts";

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
  /** From {@linkcode roughnessMaps}, `[n, h, w]`. */
  readonly roughness: Float32Array;
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
  return tf.tidy(() => {
    const { down, right } = squaredSteps(images);
    const gradients = tf.add(tf.mean(down, [1, 2, 3]), tf.mean(right, [1, 2, 3]));
    return tf.log(tf.maximum(gradients, LEAST_GRADIENT)) as tf.Tensor1D;
  });
}

/**
 * How rough each image is around each pixel: the squared gradient, averaged over channels, smoothed as
 * errors are, and added to its mean over the image, so that no place counts as perfectly smooth.
 *
 * A squared error divided by it is a squared displacement: by how many pixels what is there would have
 * to move to leave such an error.
 *
 * Source: this project.
 *
 * @param images `[b, h, w, c]` in [−1, 1], two pixels high and wide at least.
 * @returns `[b, h, w, 1]`.
 *
 * @example
 * ```ts
 * import { roughnessMaps } from "./errors.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = roughnessMaps(tf.tensor4d([0, 1, 0, 1], [1, 2, 2, 1])); // horizontal steps on the left
 * assertEquals([...maps.dataSync()], [1.5, 0.5, 1.5, 0.5]);
 * ```
 */
export function roughnessMaps(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const { down, right } = squaredSteps(images);
    const none: [number, number] = [0, 0];
    const gradients: tf.Tensor4D = tf.add(
      tf.pad(tf.mean(down, 3, true), [none, [0, 1], none, none]),
      tf.pad(tf.mean(right, 3, true), [none, none, [0, 1], none]),
    );
    const mean = tf.mean(gradients, [1, 2, 3], true);
    const around = smooth(gradients, ERROR_SIGMA_AT_256 * images.shape[1] / 256);
    return tf.add(around, tf.maximum(mean, LEAST_GRADIENT)) as tf.Tensor4D;
  });
}

/**
 * The errors that a calibration of this kind starts from: squared ones as they are, or divided by how
 * rough the image is around each pixel. The caller owns the result.
 *
 * @param errors From {@linkcode errorMaps}.
 * @param images The images they are of.
 */
export function measuredErrors(
  errors: tf.Tensor4D,
  images: tf.Tensor4D,
  kind: CalibrationOptions["error"],
): tf.Tensor4D {
  return tf.tidy(() =>
    kind === "displacement" ? tf.div(errors, roughnessMaps(images)) : errors.clone()
  );
}

/** {@linkcode measuredErrors} of errors that were kept. */
export function measuredMaps(
  { maps, roughness }: ErrorSample,
  kind: CalibrationOptions["error"],
): Float32Array {
  return kind === "displacement" ? maps.map((error, i) => error / roughness[i]!) : maps;
}

/** Squared steps to the next pixel below, `[b, h − 1, w, c]`, and to the right, `[b, h, w − 1, c]`. */
function squaredSteps(images: tf.Tensor4D): { down: tf.Tensor4D; right: tf.Tensor4D } {
  const [count, height, width, channels] = images.shape;
  const step = (begin: [number, number, number, number]) => {
    const size = [count, height - begin[1], width - begin[2], channels] as typeof begin;
    const [later, earlier] = [tf.slice(images, begin, size), tf.slice(images, [0, 0, 0, 0], size)];
    return tf.square(tf.sub(later, earlier)) as tf.Tensor4D;
  };
  return { down: step([0, 1, 0, 0]), right: step([0, 0, 1, 0]) };
}
