/**
 * Measures the cost and the benefit of a search for latent vectors, for a detector's report.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { type ImageSet, toBatch } from "../../data/images/image_set.ts";
import type { FitReport, ScoredBatch } from "../contract/detector.ts";

/** Training images on which the search is tried. */
const IMAGES = 4;

/**
 * Scores some training images before and after the search.
 *
 * @param scorers Both score `[b, h, w, c]`; `after` is timed.
 * @returns The mean scores and the seconds per image; a warning if the search brings nothing.
 */
export async function diagnoseSearch(
  images: ImageSet,
  scorers: Readonly<Record<"before" | "after", (images: tf.Tensor4D) => ScoredBatch>>,
): Promise<Pick<FitReport, "diagnostics" | "warnings">> {
  const count = Math.min(IMAGES, images.files.length);
  const values = await toBatch(images, Array.from({ length: count }, (_, i) => i));
  const shape = [count, images.height, images.width, images.channels] as const;
  const mean = async (score: (images: tf.Tensor4D) => ScoredBatch) => {
    const read = await readAndDispose(
      tf.tidy(() => ({ mean: tf.mean(score(tf.tensor4d(values, [...shape])).scores) })),
    );
    return read.mean[0]!;
  };
  const lossBefore = await mean(scorers.before);
  const started = performance.now();
  const lossAfter = await mean(scorers.after);
  const secondsPerImage = (performance.now() - started) / 1000 / count;
  const warnings = lossAfter < lossBefore ? [] : [
    `the search does not come closer to training images (loss ${
      lossBefore.toPrecision(4)
    } before, ` +
    `${lossAfter.toPrecision(4)} after it); train longer, or lower search.learningRate`,
  ];
  return {
    diagnostics: { search: { images: count, lossBefore, lossAfter, secondsPerImage } },
    warnings,
  };
}
