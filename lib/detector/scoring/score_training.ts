/**
 * Scores the images that a detector was trained on, or some of them.
 *
 * @module
 */
import { evenly } from "../../data/images/evenly.ts";
import { type ImageSet, subset } from "../../data/images/image_set.ts";
import { InputError } from "../../errors.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Detector } from "../contract/detector.ts";
import { type ScoredPart, scoreParts } from "./scoring.ts";

/** Most images that are scored, usually and if each takes about a second. */
const MOST_IMAGES = { usually: 500, scoredSlowly: 64 };

/** Raw scores of training images. */
export interface TrainingScores {
  /** In the order of the set. */
  readonly scores: readonly number[];
  /** Highest value of each of these images' maps, if the method has maps. */
  readonly peaks?: readonly number[];
  /** The same in standard deviations, if a calibration is given. */
  readonly calibrated?: { readonly scores: readonly number[]; readonly peaks: readonly number[] };
  /** Number of all training images. */
  readonly count: number;
}

/** Which training images were scored: `the 209 training images`, `500 of 6000 training images`. */
export function describeScored(
  { scores, count }: Pick<TrainingScores, "scores" | "count">,
): string {
  return scores.length === count
    ? `the ${count} training images`
    : `${scores.length} of ${count} training images`;
}

/**
 * Scores training images. If there are more than 500, only 500 are scored, spread evenly; 64 if a
 * method searches for each image.
 *
 * @param all Whether to score all of them, however many there are.
 * @param onPart Called with some images and all results for them, which are then dropped.
 * @throws {InputError} If there are no images.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function scoreTraining(
  detector: Detector,
  images: ImageSet,
  { all = false, calibration, onPart, onProgress, signal }: ProgressOptions & {
    all?: boolean;
    calibration?: Calibration;
    onPart?: (set: ImageSet, results: ScoredPart) => Promise<void>;
  } = {},
): Promise<TrainingScores> {
  const count = images.files.length;
  const most = detector.scoresSlowly ? MOST_IMAGES.scoredSlowly : MOST_IMAGES.usually;
  const set = subset(images, evenly(count, all ? count : most));
  if (count === 0) throw new InputError("there are no training images to score");
  const scores: number[] = [];
  const peaks: number[] = [];
  const calibrated = { scores: [] as number[], peaks: [] as number[] };
  for await (const part of scoreParts(detector, set, { calibration, onProgress, signal })) {
    const { length } = part.scores;
    scores.push(...part.scores);
    if (part.maps) peaks.push(...mapPeaks(part.maps, length));
    calibrated.scores.push(...part.statistics?.calibrated ?? []);
    if (part.calibratedMaps) calibrated.peaks.push(...mapPeaks(part.calibratedMaps, length));
    await onPart?.(subset(set, Array.from({ length }, (_, i) => part.start + i)), part);
  }
  return {
    ...{ scores, count },
    ...(peaks.length > 0 && { peaks }),
    ...(calibrated.scores.length > 0 && { calibrated }),
  };
}

/** Highest value of each map of a stack `[n, h, w]`. */
export function mapPeaks(maps: Float32Array, count: number): number[] {
  const pixels = maps.length / count;
  return Array.from(
    { length: count },
    (_, i) => maps.subarray(i * pixels, (i + 1) * pixels).reduce((a, b) => Math.max(a, b)),
  );
}
