/**
 * A threshold as pages and charts show it.
 *
 * @module
 */
import { describeScored, type TrainingScores } from "../../detector/scoring/score_training.ts";
import { describeAlarms, type Limit } from "../../detector/thresholds/thresholds.ts";
import { quantileThreshold } from "../../metrics/statistics/quantile.ts";

/** A score above which an image counts as anomalous. */
export interface Threshold {
  /** The score. */
  readonly value: number;
  /** How it was chosen, phrased to follow "the threshold is": `the highest score of …`. */
  readonly source: string;
  /** Set if the images that are shown with it chose it, so that it is not tested on them. */
  readonly byShown?: true;
}

/** Describes a threshold for a page: its value, its origin and its false alarms. */
export function describeThreshold(
  { value, source, byShown, falseAlarms }: Threshold & Pick<Limit, "falseAlarms">,
): string {
  const chosen = byShown ? " The images on this page chose it." : "";
  return `An image above the threshold ${value.toPrecision(4)} counts as anomalous: ${source}; ` +
    `${describeAlarms(falseAlarms)}.${chosen}`;
}

/** Takes the highest score of the training images, or a quantile of their scores, as threshold. */
export function thresholdOf(training: TrainingScores, quantile = 1): Threshold {
  const of = describeScored(training);
  return {
    value: quantileThreshold(training.scores, quantile),
    source: quantile === 1
      ? `the highest score of ${of}`
      : `the ${quantile} quantile of the scores of ${of}`,
  };
}
