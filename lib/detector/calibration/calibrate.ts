/**
 * Calibrates a trained detector by its training images.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { evenly } from "../../data/images/evenly.ts";
import { type ImageSet, subset } from "../../data/images/image_set.ts";
import { InputError } from "../../errors.ts";
import { batchResults } from "../../train/batch_results.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import type { Detector, DetectorConfig, ScoredBatch } from "../contract/detector.ts";
import { scoreBatch } from "../contract/score_batch.ts";
import type { Calibration } from "./calibration.ts";
import {
  calibratedErrors,
  errorMaps,
  type ErrorSample,
  logGradients,
  measuredErrors,
  roughnessMaps,
} from "./errors.ts";
import { fitCalibration, LEAST_IMAGES } from "./fit.ts";
import { PositionMoments, transformErrors } from "./moments.ts";
import { type CalibrationOptions, defaultCalibration } from "./options.ts";

/**
 * Values of error maps that are kept for the line, 64 MB and as much of roughness: all of most sets. Of
 * large images more are kept if these are fewer than a calibration needs.
 */
const KEPT_VALUES = 16 * 2 ** 20;

/** Most images that are examined if each takes about a second. */
const MOST_SLOW = 64;

/** The parts of a detector that a calibration needs. */
export type Calibrated =
  & Pick<Detector, "score" | "errors" | "scoredTogether" | "scoresSlowly">
  & { readonly config?: Pick<DetectorConfig, "tile"> };

/** A calibration, or why there is none. */
export type CalibrationResult =
  & {
    /** Time of the pass over the training images. */
    readonly seconds: number;
  }
  & ({ readonly calibration: Calibration } | { readonly reason: string });

/**
 * Makes one pass over the training images, without augmentation, for the mean and standard deviation
 * of the error at each position, and the line on the images' roughness. Sums are in float64 and in
 * the order of the images, so that it makes no difference where one batch ends.
 *
 * The line is that of all images if their maps fit into 64 MB, otherwise of as many as fit and of twenty
 * at least, spread evenly. If a method searches for each image, 64 images are examined.
 *
 * @param images Normal images of the configured size.
 * @param options.options How to calibrate. Default: {@linkcode defaultCalibration}.
 * @returns A calibration that the caller disposes, or the reason if the method does not reconstruct,
 * images are cut into tiles, there are fewer than twenty images, or an error is not finite.
 * @throws {StoppedError} If `signal` is aborted.
 *
 * @example
 * ```ts
 * import { calibrate } from "./calibrate.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { scoreImages } from "../scoring/scoring.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("ae", category, { imageSize: 16 });
 * const { train, test } = await decodeCategory(category, detector.config);
 * const result = await calibrate(detector, train);
 * assert("calibration" in result);
 * using calibration = result.calibration;
 * const { statistics } = await scoreImages(detector, test, { calibration });
 * assertEquals(statistics!.calibrated!.length, test.files.length); // in standard deviations
 * ```
 */
export async function calibrate(
  detector: Calibrated,
  images: ImageSet,
  { options = defaultCalibration(images.height), ...rest }: ProgressOptions & {
    readonly options?: CalibrationOptions;
  } = {},
): Promise<CalibrationResult> {
  const started = performance.now();
  const secondsSince = () => (performance.now() - started) / 1000;
  const count = images.files.length;
  if (detector.config?.tile) {
    return { seconds: 0, reason: "images are cut into tiles, which stand at no position" };
  }
  if (count < LEAST_IMAGES) {
    return {
      seconds: 0,
      reason:
        `${count} training images; it needs ${LEAST_IMAGES}, fewer do not tell how errors vary`,
    };
  }
  const errors = await collectErrors(detector, images, { error: options.error, ...rest })
    .catch((error: unknown) => {
      if (error instanceof NoErrorsError) return error;
      throw error;
    });
  if (!errors) return { seconds: secondsSince(), reason: "the method does not rebuild images" };
  if (errors instanceof NoErrorsError) return { seconds: secondsSince(), reason: errors.message };
  const { sample, moments } = errors;
  const of = calibratedErrors(detector);
  const calibration = await fitCalibration(sample, { options, of, moments });
  return { calibration, seconds: secondsSince() };
}

/** There are no errors to calibrate by: a network whose training diverged may rebuild NaN. */
export class NoErrorsError extends InputError {}

/** Errors on images, and their moments at each position. */
export interface CollectedErrors {
  /** Of all images, or of as many as fit into 64 MB and twenty at least, spread evenly. */
  readonly sample: ErrorSample;
  /** Of all images. */
  readonly moments: PositionMoments;
}

/**
 * Goes through a set once; if a method searches for each image, through 64 of its images.
 *
 * @param options.error The error that the moments are of.
 * @returns Absent if the method does not rebuild images.
 * @throws {NoErrorsError} If an image's error is not finite.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function collectErrors(
  detector: Calibrated,
  images: ImageSet,
  { error, onProgress, signal }: ProgressOptions & {
    readonly error: CalibrationOptions["error"];
  },
): Promise<CollectedErrors | undefined> {
  const set = detector.scoresSlowly ? spread(images, MOST_SLOW) : images;
  const count = set.files.length;
  const of = calibratedErrors(detector);
  // A pass of seconds needs no progress bar; a search of a minute, or decoding all files again, does.
  const tells = detector.scoresSlowly || set.streamed;
  const pixels = set.height * set.width;
  const moments = new PositionMoments(pixels);
  const fitting = Math.max(LEAST_IMAGES, Math.floor(KEPT_VALUES / pixels));
  const kept = new KeptErrors(set, Math.min(count, fitting));
  const derive = (batch: tf.Tensor4D, scored: ScoredBatch) => {
    if (!(of === "maps" ? scored.maps : scored.reconstructions)) return {};
    const maps = errorMaps(batch, scored, of);
    return {
      maps,
      roughness: roughnessMaps(batch),
      gradients: logGradients(batch),
      ...(error !== "square" && {
        transformed: transformErrors(measuredErrors(maps, batch, error), error),
      }),
    };
  };
  const compute = (batch: tf.Tensor4D) =>
    scoreBatch(detector, batch, (scored) => derive(batch, scored));
  const options = { activity: "calibration", batchSize: detector.scoredTogether, signal };
  const batches = batchResults(set, compute, options);
  for await (const { start, count: done, values } of batches) {
    const maps = values.get("maps");
    if (!maps) return undefined;
    const transformed = values.get("transformed") ?? maps;
    for (let i = 0; i < done; i++) {
      const own = transformed.subarray(i * pixels, (i + 1) * pixels);
      if (!own.every(Number.isFinite)) {
        throw new NoErrorsError(`${set.files[start + i]!.path}: its error is not finite`);
      }
      moments.add(own);
      kept.add(start + i, {
        map: maps.subarray(i * pixels, (i + 1) * pixels),
        roughness: values.get("roughness")!.subarray(i * pixels, (i + 1) * pixels),
        logGradient: values.get("gradients")![i]!,
      });
    }
    if (tells) onProgress?.({ phase: "score", done: start + done, total: count });
  }
  return { sample: kept.sample, moments };
}

/** Keeps the errors of images that are spread evenly over a set, in whatever order they come. */
class KeptErrors {
  readonly sample: ErrorSample;
  /** Place in the sample by the index of the image. */
  readonly #places: ReadonlyMap<number, number>;

  constructor({ files, height }: ImageSet, count: number) {
    const places = evenly(files.length, count).map((index, place) => [index, place] as const);
    this.#places = new Map(places);
    this.sample = {
      size: height,
      maps: new Float32Array(count * height * height),
      roughness: new Float32Array(count * height * height),
      logGradients: new Float32Array(count),
    };
  }

  add(index: number, { map, roughness, logGradient }: {
    readonly map: Float32Array;
    readonly roughness: Float32Array;
    readonly logGradient: number;
  }): void {
    const place = this.#places.get(index);
    if (place === undefined) return;
    this.sample.maps.set(map, place * map.length);
    this.sample.roughness.set(roughness, place * map.length);
    this.sample.logGradients[place] = logGradient;
  }
}

function spread(images: ImageSet, most: number): ImageSet {
  const total = images.files.length;
  return total <= most ? images : subset(images, evenly(total, most));
}
