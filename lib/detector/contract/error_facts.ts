/**
 * The statistics of reconstruction errors by name.
 *
 * @module
 */

/**
 * `mse`: mean square, `l2`: Euclidean norm, both of the error itself; `top`: mean of the highest 1 % of
 * pixels, `max`: the highest pixel, both of the smoothed map of squared errors. Among images of one
 * size `l2` ranks as `mse` does.
 */
export const ERROR_STATISTICS = ["mse", "l2", "top", "max"] as const;

/** One of {@linkcode ERROR_STATISTICS}. */
export type ErrorStatistic = typeof ERROR_STATISTICS[number];

/** Facts about a method's errors. */
export interface ErrorFacts {
  /** Standard deviation of the Gaussian that smooths its maps, in pixels; 0 = none. */
  readonly sigma: number;
  /** The statistic that its own score is, or ranks as; absent if it is none of them. */
  readonly own?: ErrorStatistic;
  /** Which errors are calibrated, see `calibration/`. Default: those of pixels. */
  readonly calibrated?: "pixels" | "maps";
}
