/**
 * A threshold chosen without test images.
 *
 * @module
 */
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { scoreTraining } from "../../detector/scoring/score_training.ts";
import { checkQuantile } from "../../metrics/statistics/quantile.ts";
import { type Threshold, thresholdOf } from "../../report/figure/threshold.ts";
import type { ProgressOptions } from "../../train/progress.ts";

/**
 * The highest score of the training images, or a quantile of their scores.
 *
 * Training images are normal, so this needs no anomalous ones; `quantileThreshold` says what that
 * costs. It is for pictures: no metric of this project uses it. At most 500 images are scored, spread
 * evenly, or 64 where a method searches for each image.
 *
 * @param detector A trained detector.
 * @param images Its training images.
 * @param options.quantile 1 = the highest score; 0.99 ignores the highest hundredth, and so on.
 * @throws {InputError} If there are no images or the quantile is not in (0, 1].
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { trainingThreshold } from "./training_threshold.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
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
  { quantile = 1, ...options }: ProgressOptions & { quantile?: number } = {},
): Promise<Threshold> {
  checkQuantile(quantile); // before the work
  return thresholdOf(await scoreTraining(detector, images, options), quantile);
}
