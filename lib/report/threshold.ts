/**
 * A threshold that no test image decides.
 *
 * @module
 */
import type { ImageSet } from "../data/image_set.ts";
import type { Detector } from "../detector/detector.ts";
import { describeAlarms, type Limit } from "../detector/thresholds.ts";
import { checkQuantile, quantileThreshold } from "../metrics/quantile.ts";
import type { ProgressListener } from "../train/progress.ts";
import { scoreTraining, type TrainingScores } from "../detector/scoring/score_training.ts";

/** A score above which an image counts as anomalous. */
export interface Threshold {
  /** The score. */
  readonly value: number;
  /** How it was chosen, to follow "the threshold is": `the highest score of …`. */
  readonly source: string;
}

/**
 * The highest score of the training images, or a quantile of their scores.
 *
 * Training images are normal, so this needs no anomalous one; `quantileThreshold` says what that
 * costs. It is for pictures: no metric of this project uses it. Of more than 500 images as many are
 * scored, spread evenly; 64 where a method searches for each image.
 *
 * @param detector A trained detector.
 * @param images Its training images.
 * @param options.quantile 1 = the highest score; 0.99 ignores the highest hundredth, and so on.
 * @throws {InputError} If there are no images or the quantile is not in (0, 1].
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { trainingThreshold } from "./threshold.ts";
 * import { createDetector } from "../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("daad", category, { imageSize: 32 });
 * const { train } = await decodeCategory(category, detector.config);
 * const { source } = await trainingThreshold(detector, train);
 * assertEquals(source, "the highest score of the 209 training images");
 * ```
 */
export async function trainingThreshold(
  detector: Detector,
  images: ImageSet,
  { quantile = 1, onProgress, signal }: {
    quantile?: number;
    onProgress?: ProgressListener;
    signal?: AbortSignal;
  } = {},
): Promise<Threshold> {
  checkQuantile(quantile); // before the work
  return thresholdOf(await scoreTraining(detector, images, { onProgress, signal }), quantile);
}

/** What a page says of the threshold that decides: its value, its origin, the false alarms. */
export function describeThreshold(
  { value, source, falseAlarms }: Threshold & Pick<Limit, "falseAlarms">,
): string {
  return `An image above the threshold ${value.toPrecision(4)} counts as anomalous: ${source}; ` +
    `${describeAlarms(falseAlarms)}.`;
}

/** The same of scores that are known: their highest, or a quantile. */
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
