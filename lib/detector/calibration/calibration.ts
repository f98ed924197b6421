/**
 * Measures errors against those that normal images leave in the same place.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile, type Compiled, type NamedTensorOutputs } from "../../backend/compile.ts";
import { SCORED_SHAPES, type ScoredBatch } from "../contract/detector.ts";
import { imageScores } from "../define/image_scores.ts";
import { type CalibratedErrors, errorMaps, logGradients, measuredErrors } from "./errors.ts";
import type { Line } from "./line.ts";
import { type PositionMaps, transformErrors } from "./moments.ts";
import { type CalibrationOptions, usesPosition } from "./options.ts";

/** Numbers of a calibration; plain JSON. */
export interface CalibrationFacts {
  /** How it was made. */
  readonly options: CalibrationOptions;
  /** Which errors it is of. */
  readonly of: CalibratedErrors;
  /** Training images that it was made from. */
  readonly images: number;
  /**
   * `log statistic ≈ slope · log gradient + offset` over the training images, and the standard
   * deviation of the residual.
   */
  readonly line: Line;
}

/** Calibrated results of a batch. The caller owns the tensors. */
export interface CalibratedBatch {
  /** `[b]`, in standard deviations over the training images. */
  readonly calibrated: tf.Tensor1D;
  /** `[b, h, w, 1]`, in standard deviations at each position. */
  readonly calibratedMaps: tf.Tensor4D;
}

/** Floors of an image's statistic, below which its logarithm means nothing. */
const LEAST = { deviations: 1e-3, errors: 1e-9 };

/**
 * Measures errors against those of the training images, at each position and for images of the same
 * roughness.
 *
 * With the error map `e`, as the options measure it: `z = (e − mean) / deviation` at each position;
 * `s` is the mean of the highest share of pixels of `max(z, 0)`, or of `e` if position does not count;
 * and the score is
 * `(log s − slope · log gradient − offset) / spread`: how many standard deviations the image lies
 * above the training images. If roughness does not count, the slope is 0, which does not change the
 * order of images.
 *
 * Source: this project. Related: per-position Gaussians of features, PaDiM (Defard et al., ICPR
 * Workshops 2021); input complexity (Serrà et al., ICLR 2020).
 *
 * Made by `fitCalibration` or `loadCalibration`; disposing releases its tensors.
 */
export class Calibration implements Disposable {
  /** Its numbers. */
  readonly facts: CalibrationFacts;
  /** What errors are measured against at each position; one value each if position does not count. */
  readonly positions: PositionMaps;
  readonly #mean: tf.Tensor4D;
  readonly #deviation: tf.Tensor4D;
  readonly #apply: Compiled<
    { images: tf.Tensor4D; source: tf.Tensor4D },
    CalibratedBatch & NamedTensorOutputs
  >;

  /**
   * A calibration of these numbers and maps.
   *
   * @param facts From the fit.
   * @param positions `[h · w]` each, of square images.
   */
  constructor(facts: CalibrationFacts, positions: PositionMaps) {
    this.facts = facts;
    this.positions = positions;
    const size = Math.sqrt(positions.mean.length);
    const shape = [1, size, size, 1] as [number, number, number, number];
    this.#mean = tf.tensor4d(positions.mean, shape);
    this.#deviation = tf.tensor4d(positions.deviation, shape);
    this.#apply = compile(({ images, source }) => {
      const batch = facts.of === "maps" ? { maps: source } : { reconstructions: source };
      const errors = errorMaps(images, batch, facts.of);
      return {
        ...this.ofErrors(measuredErrors(errors, images, facts.options.error), logGradients(images)),
      };
    }, { name: "calibration", recordings: SCORED_SHAPES });
  }

  /**
   * Calibrates a scored batch; one image's result does not depend on the others.
   *
   * @param images `[b, h, w, c]` in [−1, 1].
   * @param scored The detector's results for them.
   */
  apply(images: tf.Tensor4D, scored: ScoredBatch): CalibratedBatch {
    const source = this.facts.of === "maps" ? scored.maps! : scored.reconstructions!;
    return this.#apply({ images, source });
  }

  /**
   * Calibrates error maps.
   *
   * @param errors `[b, h, w, 1]`, from {@linkcode measuredErrors}.
   * @param gradients `[b]`, from {@linkcode logGradients}.
   */
  ofErrors(errors: tf.Tensor4D, gradients: tf.Tensor1D): CalibratedBatch {
    const { options, line } = this.facts;
    return tf.tidy(() => {
      const statistic = logStatistic(errors, options, this.#positionTensors());
      const expected = tf.add(tf.mul(gradients, line.slope), line.offset);
      return {
        calibrated: tf.div(tf.sub(statistic.logs, expected), line.spread) as tf.Tensor1D,
        calibratedMaps: statistic.maps,
      };
    });
  }

  /** Releases all tensors and programs. */
  [Symbol.dispose](): void {
    this.#apply[Symbol.dispose]();
    tf.dispose([this.#mean, this.#deviation]);
  }

  #positionTensors(): PositionTensors {
    return { mean: this.#mean, deviation: this.#deviation };
  }
}

/** `[1, h, w, 1]` each. */
export interface PositionTensors {
  readonly mean: tf.Tensor4D;
  readonly deviation: tf.Tensor4D;
}

/** `log s` of each image, `[b]`, and the maps `z`. */
export function logStatistic(
  errors: tf.Tensor4D,
  options: CalibrationOptions,
  { mean, deviation }: PositionTensors,
): { logs: tf.Tensor1D; maps: tf.Tensor4D } {
  return tf.tidy(() => {
    const maps: tf.Tensor4D = tf.div(
      tf.sub(transformErrors(errors, options.error), mean),
      deviation,
    );
    const [counted, least] = usesPosition(options)
      ? [tf.relu(maps), LEAST.deviations]
      : [errors, LEAST.errors];
    const statistic = imageScores(counted, {
      statistic: options.share === 1 ? "mean" : "top",
      topFraction: options.share,
      sigmaAt256: 0,
    });
    return { logs: tf.log(tf.maximum(statistic, least)) as tf.Tensor1D, maps };
  });
}
