/**
 * The scores by which runs can be shown, and whether two runs may be compared by one.
 *
 * @module
 */
import type { ScoreConfig } from "../../detector/config/score_field.ts";
import { ERROR_STATISTICS, type ErrorStatistic } from "../../detector/contract/error_facts.ts";
import { statisticOf } from "../../detector/define/error_statistics.ts";
import { describeCalibration } from "../run/calibration_record.ts";
import type { ImageMetrics, PixelMetrics, RunRecord } from "../run/record.ts";

/**
 * `own` is each method's own score; the others are the same for all methods that reconstruct.
 * `calibrated` is this project's; see `detector/calibration`.
 */
export const SCORES = ["own", ...ERROR_STATISTICS, "calibrated"] as const;

/** One of {@linkcode SCORES}. */
export type ScoreName = typeof SCORES[number];

/** Scores in words. */
export const SCORE_TITLES: Readonly<Record<ScoreName, string>> = {
  own: "each method's own score",
  mse: "the mean square of the error",
  l2: "the norm of the error",
  top: "the top 1 % of the error map",
  max: "the maximum of the error map",
  calibrated: "the calibrated error, which is not in the paper",
};

/** A run's metrics by a score; absent where its record lacks the statistic, or any AUROC. */
export function imageMetrics(
  { metrics, statistics }: Pick<RunRecord, "metrics" | "statistics">,
  score: ScoreName,
): (ImageMetrics & PixelMetrics) | undefined {
  if (score !== "own") return statistics?.[score];
  return hasImageMetrics(metrics) ? metrics : undefined;
}

/** Whether the metrics include those of images, which need anomalous images. */
export function hasImageMetrics<T extends Partial<ImageMetrics>>(
  metrics: T,
): metrics is T & ImageMetrics {
  return metrics.imageAuroc !== undefined;
}

/** Methods whose score is a statistic of the map of squared errors even in records that do not say so. */
const SCORED_BY_ERROR = ["ae", "daad", "memae"];

/**
 * A run's own score: a statistic of the error, or else a name with the method in it, since the scores
 * of two methods have nothing in common unless they are such statistics.
 */
function ownScore(
  { method, config, statistics }: Pick<RunRecord, "method" | "config" | "statistics">,
): ErrorStatistic | string {
  const known = statistics?.own ??
    (SCORED_BY_ERROR.includes(method) ? statisticOf(config.score as ScoreConfig) : undefined);
  return known === undefined || known === "own" ? `score of ${method}` : known;
}

/** Names the score that a run is compared by; runs with equal names may be compared. */
export function comparedBy(
  run: Pick<RunRecord, "method" | "config" | "statistics" | "calibration">,
  score: ScoreName,
): string {
  const { calibration } = run;
  if (score === "calibrated" && calibration && "line" in calibration) {
    return describeCalibration(calibration);
  }
  return score === "own" ? ownScore(run) : score;
}

/** Whether a run's calibrated score is of errors as they are, which a tuning may have chosen. */
export function leavesErrors({ calibration }: Pick<RunRecord, "calibration">): boolean {
  return calibration !== undefined && "options" in calibration &&
    calibration.options.variant === "none";
}

/** The controls that a score is compared with: calibrated scores with calibrated controls. */
export function controlKind(score: ScoreName): "own" | "calibrated" {
  return score === "calibrated" ? "calibrated" : "own";
}

/** Whether a run learnt anything, as far as its record says. */
export function isTrained({ diagnostics }: Pick<RunRecord, "diagnostics">): boolean {
  return diagnostics.learning?.trained ?? true;
}
