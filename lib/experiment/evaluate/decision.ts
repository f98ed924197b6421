/**
 * From the scores of a finished training to the thresholds that its model keeps.
 *
 * @module
 */
import type { CategoryImages } from "../../data/mod.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import {
  describeScored,
  mapPeaks,
  scoreTraining,
  type TrainingScores,
} from "../../detector/scoring/score_training.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import { chooseThresholds, type StoredThreshold } from "../../detector/thresholds/thresholds.ts";
import type { ProgressOptions } from "../../train/progress.ts";

/** Thresholds of both kinds of score. */
export interface Thresholds {
  /** Thresholds of the method's own scores. */
  readonly own: readonly StoredThreshold[];
  /** Thresholds of the calibrated scores, where there are any. */
  readonly calibrated?: readonly StoredThreshold[];
  /** The method's own scores of the images that were set aside, where there are any. */
  readonly heldOut?: readonly number[];
  /** Set where no image was set aside and the test images, all normal, chose the quantiles. */
  readonly byTest?: true;
}

/**
 * Chooses the thresholds of a training. The held-out images are those that were set aside; where
 * there are none and no test image is anomalous, they are the test images, of which no metric is then
 * measured. Otherwise there are none: test images that are measured decide nothing.
 *
 * @param data The images of the run.
 * @param options.training Scores of training images.
 * @param options.tested Scores of the test images.
 */
export async function thresholdsOf(
  detector: Detector,
  { test, heldOut }: CategoryImages,
  { training, tested, ...options }: ProgressOptions & {
    training: TrainingScores;
    tested: ScoredImages;
    calibration?: Calibration;
  },
): Promise<Thresholds> {
  const of = describeScored(training);
  const normalOnly = test.files.every((file) => file.label === 0);
  const kept: Pick<TrainingScores, "scores" | "peaks" | "calibrated"> | undefined = heldOut
    ? await scoreTraining(detector, heldOut, { all: true, ...options })
    : normalOnly
    ? normalScores(tested, test.files.length)
    : undefined;
  return {
    own: chooseThresholds({ ...training, of }, kept),
    ...(heldOut && kept && { heldOut: kept.scores }),
    ...(!heldOut && kept && { byTest: true }),
    ...(training.calibrated && {
      calibrated: chooseThresholds({ ...training.calibrated, of }, kept?.calibrated),
    }),
  };
}

function normalScores(
  { scores, maps, statistics, calibratedMaps }: ScoredImages,
  count: number,
): Pick<TrainingScores, "scores" | "peaks" | "calibrated"> {
  const { calibrated } = statistics ?? {};
  return {
    scores: [...scores],
    peaks: maps && mapPeaks(maps, count),
    ...(calibrated && calibratedMaps && {
      calibrated: { scores: [...calibrated], peaks: mapPeaks(calibratedMaps, count) },
    }),
  };
}
