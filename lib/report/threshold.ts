/**
 * A threshold that no test image decides.
 *
 * @module
 */
import { describeAlarms, type Limit } from "../detector/thresholds.ts";
import { quantileThreshold } from "../metrics/quantile.ts";
import type { TrainingScores } from "../detector/scoring/score_training.ts";

/** A score above which an image counts as anomalous. */
export interface Threshold {
  /** The score. */
  readonly value: number;
  /** How it was chosen, to follow "the threshold is": `the highest score of …`. */
  readonly source: string;
}

/** What a page says of the threshold that decides: its value, its origin, the false alarms. */
export function describeThreshold(
  { value, source, falseAlarms }: Threshold & Pick<Limit, "falseAlarms">,
): string {
  return `An image above the threshold ${value.toPrecision(4)} counts as anomalous: ${source}; ` +
    `${describeAlarms(falseAlarms)}.`;
}

/** The highest of the scores of training images, or a quantile of them. */
export function thresholdOf({ scores, count }: TrainingScores, quantile = 1): Threshold {
  const of = scores.length === count
    ? `the ${count} training images`
    : `${scores.length} of ${count} training images`;
  return {
    value: quantileThreshold(scores, quantile),
    source: quantile === 1
      ? `the highest score of ${of}`
      : `the ${quantile} quantile of the scores of ${of}`,
  };
}
