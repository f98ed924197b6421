/**
 * By which score of its images a run is shown, and whether two runs may be compared by it.
 *
 * @module
 */
import type { ScoreConfig } from "../detector/fields.ts";
import { ERROR_STATISTICS, type ErrorStatistic } from "../detector/error_facts.ts";
import { statisticOf } from "../detector/error_statistics.ts";
import { describeCalibration } from "./calibration_record.ts";
import type { ImageMetrics, PixelMetrics, RunRecord } from "./record.ts";

/**
 * `own`: each method's own score; the others are the same for all methods that reconstruct, `calibrated`
 * is this project's, see `detector/calibration`.
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

/** What a run reached by a score; absent where its record lacks the statistic, or any AUROC. */
export function imageMetrics(
  { metrics, statistics }: Pick<RunRecord, "metrics" | "statistics">,
  score: ScoreName,
): (ImageMetrics & PixelMetrics) | undefined {
  if (score !== "own") return statistics?.[score];
  return hasImageMetrics(metrics) ? metrics : undefined;
}

/** Whether there were anomalous images to tell from normal ones. */
export function hasImageMetrics<T extends Partial<ImageMetrics>>(
  metrics: T,
): metrics is T & ImageMetrics {
  return metrics.imageAuroc !== undefined;
}

/** Methods whose score, in records that do not say it, is a statistic of the map of squared errors. */
const SCORED_BY_ERROR = ["ae", "daad", "memae"];

/**
 * What a run's own score is: a statistic of the error, or else the method by its name, since scores of
 * two methods that are none of the statistics have nothing in common.
 */
export function ownScore(
  { method, config, statistics }: Pick<RunRecord, "method" | "config" | "statistics">,
): ErrorStatistic | string {
  const known = statistics?.own ??
    (SCORED_BY_ERROR.includes(method) ? statisticOf(config.score as ScoreConfig) : undefined);
  return known === undefined || known === "own" ? `score of ${method}` : known;
}

/** Which score a run is compared by; runs of equal answers may be compared. */
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

/** Whether a run learnt anything, as far as its record says. */
export function isTrained({ diagnostics }: Pick<RunRecord, "diagnostics">): boolean {
  return diagnostics.learning?.trained ?? true;
}
