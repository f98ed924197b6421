/**
 * From the scores of a finished training to the thresholds that its model keeps.
 *
 * @module
 */
import type { CategoryImages } from "../data/mod.ts";
import type { Detector } from "../methods/detector.ts";
import {
  chooseThresholds,
  type NormalScores,
  type StoredThreshold,
} from "../methods/thresholds.ts";
import type { ProgressListener } from "../train/progress.ts";
import { mapPeaks, scoreTraining, type TrainingScores } from "../train/score_training.ts";
import type { ScoredImages } from "../train/scoring.ts";

/**
 * The thresholds of a training. The held-out images are those that were set aside for it; where none
 * were and no test image is anomalous, the test images, of which no metric is measured then. Else
 * there are none: test images that are measured decide nothing.
 *
 * @param data The images of the run.
 * @param options.training Scores of training images.
 * @param options.tested Scores of the test images.
 */
export async function thresholdsOf(
  detector: Detector,
  { test, heldOut }: CategoryImages,
  { training, tested, onProgress, signal }: {
    training: TrainingScores;
    tested: ScoredImages;
    onProgress?: ProgressListener;
    signal?: AbortSignal;
  },
): Promise<StoredThreshold[]> {
  const { scores, count } = training;
  const of = scores.length === count
    ? `the ${count} training images`
    : `${scores.length} of ${count} training images`;
  const normalOnly = test.files.every((file) => file.label === 0);
  const kept: NormalScores | undefined = heldOut
    ? await scoreTraining(detector, heldOut, { all: true, onProgress, signal })
    : normalOnly
    ? { ...tested, peaks: tested.maps && mapPeaks(tested.maps, test.files.length) }
    : undefined;
  return chooseThresholds({ ...training, of }, kept);
}
