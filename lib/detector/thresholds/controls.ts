/**
 * Scores that need no network, which a method must beat to have learnt something.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile, type Compiled, type NamedTensorOutputs } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import { average } from "../../metrics/statistics/average.ts";
import { smooth } from "../../nn/losses/error_maps.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { readBatches } from "../../train/read_batches.ts";
import type { Calibrated } from "../calibration/calibrate.ts";
import { errorMaps } from "../calibration/errors.ts";
import { PositionMoments } from "../calibration/moments.ts";
import { defaultCalibration, ERROR_SIGMA_AT_256 } from "../calibration/options.ts";
import { SCORED_SHAPES, type ScoredBatch } from "../contract/detector.ts";
import { imageScores } from "../define/image_scores.ts";

/**
 * `blur`: what a Gaussian blur leaves of the image; `meanImage`: the difference from the mean training
 * image; `pixelGaussian`: the same in standard deviations of each value over the training images.
 */
export const CONTROLS = ["blur", "meanImage", "pixelGaussian"] as const;

/** One of {@linkcode CONTROLS}. */
export type ControlName = typeof CONTROLS[number];

/** Titles of the controls. */
export const CONTROL_TITLES: Readonly<Record<ControlName, string>> = {
  blur: "what a blur leaves",
  meanImage: "difference from the mean image",
  pixelGaussian: "Gaussian of each pixel",
};

/** Standard deviation of the blur in pixels. */
const BLUR_SIGMA = 2;

/** Share of the standard deviation over all values that is added to each value's. */
const FLOOR = 0.3;

/** Scores images as a detector does, but at once, and is calibrated like one. */
export type Control = Omit<Calibrated, "score"> & Disposable & {
  readonly score: (images: tf.Tensor4D) => ScoredBatch;
};

/**
 * The controls of a set of training images. The caller disposes each.
 *
 * As with most methods, their own score is the mean of the highest 1 % of the smoothed map of squared
 * errors; up to 32 pixels, the mean of the whole map.
 *
 * @param train Normal images.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function createControls(
  train: ImageSet,
  { onProgress, signal }: ProgressOptions = {},
): Promise<Record<ControlName, Control>> {
  const { height, width, channels } = train;
  const values = height * width * channels;
  const moments = new PositionMoments(values);
  for await (const batch of readBatches(train, { activity: "controls", signal })) {
    const { start, count, pixels } = batch;
    for (let i = 0; i < count; i++) moments.add(pixels.subarray(i * values, (i + 1) * values));
    onProgress?.({ phase: "controls", done: start + count, total: train.files.length });
  }
  const variance = moments.variance();
  const centre = average(moments.mean);
  const overall = Math.sqrt(
    average(variance) + average(moments.mean.map((value) => (value - centre) ** 2)),
  );
  const shape = [1, height, width, channels] as [number, number, number, number];
  const tensor = (values: Float64Array) => tf.tensor4d(Float32Array.from(values), shape);
  return {
    blur: rebuilding(blur),
    meanImage: rebuilding(
      (images, mean) => tf.add(tf.zerosLike(images), mean!),
      tensor(moments.mean),
    ),
    pixelGaussian: gaussian(
      tensor(moments.mean),
      tensor(variance.map((value) => Math.max(1e-6, Math.sqrt(value) + FLOOR * overall))),
    ),
  };
}

function rebuilding(
  rebuild: (images: tf.Tensor4D, kept?: tf.Tensor4D) => tf.Tensor4D,
  kept?: tf.Tensor4D,
): Control {
  const score = compile(({ images }: { images: tf.Tensor4D }) => {
    const reconstructions = rebuild(images, kept);
    const maps = errorMaps(images, { reconstructions }, "pixels");
    return { scores: scoresOf(maps), maps, reconstructions };
  }, { name: "control", recordings: SCORED_SHAPES });
  return control(score, kept ? [kept] : []);
}

function gaussian(mean: tf.Tensor4D, deviation: tf.Tensor4D): Control {
  const score = compile(({ images }: { images: tf.Tensor4D }) => {
    const distances = tf.square(tf.div(tf.sub(images, mean), deviation));
    const sigma = ERROR_SIGMA_AT_256 * images.shape[1] / 256;
    const maps = smooth(tf.mean(distances, 3, true), sigma);
    return { scores: scoresOf(maps), maps };
  }, { name: "control", recordings: SCORED_SHAPES });
  return { ...control(score, [mean, deviation]), errors: { sigma: 0, calibrated: "maps" } };
}

function control(
  score: Compiled<{ images: tf.Tensor4D }, ScoredBatch & NamedTensorOutputs>,
  kept: tf.Tensor[],
): Control {
  return {
    score: (images) => score({ images }),
    [Symbol.dispose]: () => {
      score[Symbol.dispose]();
      tf.dispose(kept);
    },
  };
}

function scoresOf(maps: tf.Tensor4D): tf.Tensor1D {
  const { share } = defaultCalibration(maps.shape[1]);
  const statistic = share === 1 ? "mean" : "top";
  return imageScores(maps, { statistic, topFraction: share, sigmaAt256: 0 });
}

/** Blurs each channel separately. */
function blur(images: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width, channels] = images.shape;
  const planes = tf.reshape(tf.transpose(images, [0, 3, 1, 2]), [-1, height, width, 1]);
  const blurred = smooth(planes as tf.Tensor4D, BLUR_SIGMA);
  return tf.transpose(tf.reshape(blurred, [count, channels, height, width]), [0, 2, 3, 1]);
}
