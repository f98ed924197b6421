/**
 * Mean and standard deviation of errors at each position, over images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { average } from "../../metrics/statistics/average.ts";
import { smooth } from "../../nn/losses/error_maps.ts";
import type { CalibrationOptions } from "./options.ts";

/** Floor of a standard deviation: errors of 8-bit images that are this close are the same. */
const LEAST_DEVIATION = 1e-6;

/** Added to a squared error before its logarithm; a step of 8-bit values, squared, is 6e-5. */
const LOG_OFFSET = 1e-6;

/** The root or logarithm of errors, if the calibration is of these. */
export function transformErrors(
  errors: tf.Tensor4D,
  kind: CalibrationOptions["error"],
): tf.Tensor4D {
  if (kind === "root") return tf.tidy(() => tf.sqrt(tf.relu(errors)));
  if (kind === "log") return tf.tidy(() => tf.log(tf.add(tf.relu(errors), LOG_OFFSET)));
  return errors.clone();
}

/**
 * Adds up maps one by one, by Welford's algorithm in float64: how many come at a time changes no bit.
 *
 * Source: Welford, Note on a Method for Calculating Corrected Sums of Squares and Products,
 * Technometrics 4, 1962.
 *
 * @example
 * ```ts
 * import { PositionMoments } from "./moments.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const moments = new PositionMoments(2);
 * for (const map of [[1, 5], [3, 5]]) moments.add(map);
 * assertEquals([...moments.mean], [2, 5]);
 * assertEquals([...moments.variance()], [1, 0]);
 * ```
 */
export class PositionMoments {
  /** The mean at each position. */
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  /**
   * Starts with no map counted.
   *
   * @param positions Number of values in a map.
   */
  constructor(positions: number) {
    this.mean = new Float64Array(positions);
    this.#squares = new Float64Array(positions);
  }

  /** Number of maps that were counted. */
  get count(): number {
    return this.#count;
  }

  /** Counts one map, `[h · w]`. */
  add(map: ArrayLike<number>): void {
    const n = ++this.#count;
    const [mean, squares] = [this.mean, this.#squares];
    for (let i = 0; i < mean.length; i++) {
      const distance = map[i]! - mean[i]!;
      mean[i]! += distance / n;
      squares[i]! += distance * (map[i]! - mean[i]!);
    }
  }

  /** The variance at each position over the maps: the mean squared distance from the mean. */
  variance(): Float64Array {
    return this.#squares.map((sum) => Math.max(0, sum / this.#count));
  }
}

/** Mean and deviation at each position: `z = (e − mean) / deviation`. */
export interface PositionMaps {
  /** `[h · w]`. */
  readonly mean: Float32Array;
  /** `[h · w]`, with its floor. */
  readonly deviation: Float32Array;
}

/**
 * The maps that errors are measured against: positions within the smoothing count as one, and their
 * variance is taken over both images and positions. The deviation is `sd + floor · sd over all`.
 *
 * @param size Height and width in pixels.
 */
export async function positionMaps(
  moments: PositionMoments,
  { smoothing, floor }: Pick<CalibrationOptions, "smoothing" | "floor">,
  size: number,
): Promise<PositionMaps> {
  const own = { mean: moments.mean, variance: moments.variance() };
  const overall = wholeImage(own);
  const { mean, variance } = smoothing === "whole"
    ? overall
    : await smoothMoments(own, { size, sigma: smoothing * size / 256 });
  const least = floor * Math.sqrt(overall.variance[0]!);
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(
      variance,
      (value) => Math.max(LEAST_DEVIATION, Math.sqrt(value) + least),
    ),
  };
}

interface Moments {
  readonly mean: ArrayLike<number> & Iterable<number>;
  readonly variance: ArrayLike<number> & Iterable<number>;
}

/** Treats all positions as one. */
function wholeImage({ mean, variance }: Moments): Moments {
  const n = mean.length;
  const centre = average(mean);
  const spread = average(variance) +
    average(Array.from(mean, (value) => (value - centre) ** 2));
  return {
    mean: new Float64Array(n).fill(centre),
    variance: new Float64Array(n).fill(spread),
  };
}

/** `E_G[mean]` and `E_G[variance + mean²] − E_G[mean]²` under a Gaussian G around each position. */
async function smoothMoments(
  { mean, variance }: Moments,
  { size, sigma }: { size: number; sigma: number },
): Promise<Moments> {
  if (sigma === 0) return { mean, variance };
  const blurred = await readAndDispose(tf.tidy(() => {
    const blur = (values: Iterable<number>) =>
      smooth(tf.tensor4d(Float32Array.from(values), [1, size, size, 1]), sigma);
    return { mean: blur(mean), variance: blur(variance), squares: blur(squaresOf(mean)) };
  }));
  return {
    mean: blurred.mean,
    variance: Float64Array.from(
      blurred.variance,
      (value, i) => value + Math.max(0, blurred.squares[i]! - blurred.mean[i]! ** 2),
    ),
  };
}

function squaresOf(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => value * value);
}
