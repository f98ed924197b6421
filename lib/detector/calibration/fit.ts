/**
 * Makes a calibration from errors on training images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { Calibration, logStatistic } from "./calibration.ts";
import { type CalibratedErrors, type ErrorSample, measuredMaps } from "./errors.ts";
import { fitLine } from "./line.ts";
import { positionMaps, PositionMoments, transformErrors } from "./moments.ts";
import { type CalibrationOptions, usesPosition, usesRoughness } from "./options.ts";

/**
 * The fewest training images for a calibration: the standard deviation of twenty values is known to
 * within a sixth, `1 / √(2 · 19)`; with fewer, every score would be divided by noise.
 */
export const LEAST_IMAGES = 20;

/** Floor of the line's residual: errors within one percent count as the same. */
const LEAST_SPREAD = 0.01;

/** Maps computed at a time. */
const TOGETHER = 16;

/**
 * Fits a calibration.
 *
 * @param sample Errors on training images; the line is fitted to these.
 * @param options.moments Of the transformed maps of all training images, if the sample is of only
 * some of them. Default: those of the sample.
 * @throws {RangeError} For fewer than {@linkcode LEAST_IMAGES} images.
 */
export async function fitCalibration(
  sample: ErrorSample,
  { options, of, moments }: {
    readonly options: CalibrationOptions;
    readonly of: CalibratedErrors;
    readonly moments?: PositionMoments;
  },
): Promise<Calibration> {
  const known = moments ?? await momentsOf(sample, options);
  if (known.count < LEAST_IMAGES) throw new RangeError(`${known.count} images are too few`);
  const smoothing = usesPosition(options) ? options.smoothing : "whole";
  const positions = await positionMaps(known, { ...options, smoothing }, sample.size);
  const { size } = sample;
  const logs = await eachBatch(sample, options.error, ({ errors }) => {
    const map = (values: Float32Array) => tf.tensor4d(values, [1, size, size, 1]);
    const tensors = { mean: map(positions.mean), deviation: map(positions.deviation) };
    return { logs: logStatistic(errors, options, tensors).logs };
  });
  const line = fitLine(sample.logGradients, logs.logs, {
    least: LEAST_SPREAD,
    flat: !usesRoughness(options),
  });
  return new Calibration({ options, of, images: known.count, line }, positions);
}

/**
 * Calibrates errors that have been kept.
 *
 * @returns Scores `[n]` and maps `[n, h, w]`.
 */
export async function calibrateErrors(
  calibration: Calibration,
  sample: ErrorSample,
): Promise<{ scores: Float32Array; maps: Float32Array }> {
  const { calibrated, calibratedMaps } = await eachBatch(
    sample,
    calibration.facts.options.error,
    ({ errors, gradients }) => ({ ...calibration.ofErrors(errors, gradients) }),
  );
  return { scores: calibrated, maps: calibratedMaps };
}

async function momentsOf(
  sample: ErrorSample,
  { error }: CalibrationOptions,
): Promise<PositionMoments> {
  const pixels = sample.size ** 2;
  const moments = new PositionMoments(pixels);
  const { maps } = await eachBatch(
    sample,
    error,
    ({ errors }) => ({ maps: transformErrors(errors, error) }),
  );
  for (let start = 0; start < maps.length; start += pixels) {
    moments.add(maps.subarray(start, start + pixels));
  }
  return moments;
}

/** Computes on batches of one size; the last one is filled up, since kernels differ by size. */
async function eachBatch<K extends string>(
  sample: ErrorSample,
  error: CalibrationOptions["error"],
  compute: (
    batch: { errors: tf.Tensor4D; gradients: tf.Tensor1D },
  ) => Readonly<Record<K, tf.Tensor>>,
): Promise<Record<K, Float32Array>> {
  const { size, logGradients } = sample;
  const maps = measuredMaps(sample, error);
  const count = logGradients.length;
  const pixels = size * size;
  const all = {} as Record<K, Float32Array>;
  for (let start = 0; start < count; start += TOGETHER) {
    const length = Math.min(TOGETHER, count - start);
    const errors = new Float32Array(TOGETHER * pixels);
    errors.set(maps.subarray(start * pixels, (start + length) * pixels));
    const gradients = new Float32Array(TOGETHER);
    gradients.set(logGradients.subarray(start, start + length));
    const results = await readAndDispose(tf.tidy(() => ({
      ...compute({
        errors: tf.tensor4d(errors, [TOGETHER, size, size, 1]),
        gradients: tf.tensor1d(gradients),
      }),
    })));
    for (const [name, values] of Object.entries(results) as [K, Float32Array][]) {
      const each = values.length / TOGETHER;
      all[name] ??= new Float32Array(count * each);
      all[name].set(values.subarray(0, length * each), start * each);
    }
  }
  return all;
}
