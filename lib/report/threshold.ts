/**
 * A threshold that no test image decides.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { type ImageSet, subset } from "../data/image_set.ts";
import type { Detector } from "../methods/detector.ts";
import { checkQuantile, quantileThreshold } from "../metrics/quantile.ts";
import type { ProgressListener } from "../train/progress.ts";
import { scoreImages } from "../train/scoring.ts";

/** A score above which an image counts as anomalous. */
export interface Threshold {
  /** The score. */
  readonly value: number;
  /** How it was chosen, to follow "the threshold is": `the highest score of …`. */
  readonly source: string;
}

/** Images that the threshold is taken from at most, and where each takes about a second. */
const MOST_IMAGES = { usually: 500, scoredSlowly: 64 };

/** Images scored at a time: their maps, which are not needed, are all in memory at once. */
const CHUNK = 64;

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
 * import { createDetector } from "../methods/create.ts";
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
  const count = images.files.length;
  const total = Math.min(
    count,
    detector.scoresSlowly ? MOST_IMAGES.scoredSlowly : MOST_IMAGES.usually,
  );
  if (total === 0) throw new InputError("threshold: no training images");
  const scores: number[] = [];
  for (let start = 0; start < total; start += CHUNK) {
    const length = Math.min(CHUNK, total - start);
    const indices = Array.from({ length }, (_, i) => Math.floor((start + i) * count / total));
    const chunk = await scoreImages(detector, subset(images, indices), {
      signal,
      onProgress: (progress) => onProgress?.({ ...progress, done: start + progress.done, total }),
    });
    scores.push(...chunk.scores);
  }
  const of = total === count
    ? `the ${count} training images`
    : `${total} of ${count} training images`;
  return {
    value: quantileThreshold(scores, quantile),
    source: quantile === 1
      ? `the highest score of ${of}`
      : `the ${quantile} quantile of the scores of ${of}`,
  };
}
