/**
 * From a trained detector to decisions, in a notebook or a script: its calibration and thresholds.
 *
 * @module
 */
import type { CategoryImages } from "../../data/mod.ts";
import { calibrate } from "../../detector/calibration/calibrate.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import { type CalibrationOptions, resolveCalibration } from "../../detector/calibration/options.ts";
import { CALIBRATION_NAME, saveCalibration } from "../../detector/calibration/storage.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { scoreTraining } from "../../detector/scoring/score_training.ts";
import { type ScoredImages, scoreImages } from "../../detector/scoring/scoring.ts";
import { saveThresholds } from "../../detector/thresholds/stored_thresholds.ts";
import type { StoredThreshold } from "../../detector/thresholds/thresholds.ts";
import { removeIfPresent } from "../../files.ts";
import { saveDetector } from "../../registry/storage.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { thresholdsOf } from "../evaluate/decision.ts";

/** Everything needed to decide about images. */
export interface Decision {
  /** Absent where the method does not rebuild images or there are too few; `reason` then says so. */
  readonly calibration?: Calibration;
  /** Why there is no calibration, in one line. */
  readonly reason?: string;
  /** Thresholds of the method's own scores. */
  readonly thresholds: readonly StoredThreshold[];
  /** Thresholds of calibrated scores, where there are any. */
  readonly calibrated?: readonly StoredThreshold[];
  /** Results on the test images. */
  readonly results: ScoredImages;
}

/**
 * Calibrates a detector by its training images and chooses thresholds as training on the command line
 * does: from the training images and from the normal images that were held out. Where the held-out
 * images are the test images, as in a data set of normal images only, no metric can be measured on
 * them.
 *
 * @param detector A trained detector.
 * @param data The images it was trained on, and its test images.
 * @param options.calibration How to calibrate, as far as it differs from the defaults.
 * @returns The decision; the caller disposes its calibration.
 * @throws {InputError} For options of the calibration that are not valid.
 * @throws {StoppedError} If `signal` is aborted.
 *
 * @example
 * ```ts
 * import { decide } from "./decide.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, openDataset } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const dataset = await openDataset({ normal: ["data/sample/bottle/train/good"] });
 * using detector = await createDetector("ae", dataset, { imageSize: 16, config: { levels: 2 } });
 * const data = await decodeCategory(dataset, detector.config); // the example does not train
 * const { calibration, thresholds } = await decide(detector, data);
 * using _ = calibration;
 * assertEquals(thresholds.map(({ name }) => name), ["highest", "99%", "99.9%"]);
 * ```
 */
export async function decide(
  detector: Detector,
  data: CategoryImages,
  { calibration: fields = {}, ...options }: ProgressOptions & {
    readonly calibration?: Partial<CalibrationOptions>;
  } = {},
): Promise<Decision> {
  const how = resolveCalibration(fields, data.train.height, "calibration");
  const calibrated = await calibrate(detector, data.train, { ...options, options: how });
  const { calibration, reason } = "calibration" in calibrated
    ? { calibration: calibrated.calibration, reason: undefined }
    : { calibration: undefined, reason: calibrated.reason };
  try {
    const scoring = { ...options, calibration };
    // Scores of tiles do not compare with those of whole images.
    const training = await scoreTraining(detector, data.wholeTrain ?? data.train, scoring);
    const results = await scoreImages(detector, data.test, scoring);
    const { own, calibrated } = await thresholdsOf(detector, data, {
      ...{ training, tested: results },
      ...scoring,
    });
    return { calibration, reason, thresholds: own, calibrated, results };
  } catch (error) {
    calibration?.[Symbol.dispose]();
    throw error;
  }
}

/**
 * Writes a detector with its calibration and thresholds: all that `daad score` and exports need.
 *
 * @param folder A new folder, or that of an earlier model, which is replaced.
 * @throws {InputError} If the detector's training was stopped or failed.
 */
export async function saveDecision(
  folder: string,
  detector: Detector,
  { calibration, thresholds, calibrated }: Decision,
): Promise<void> {
  await saveDetector(detector, folder);
  // The calibration of an earlier model must not remain.
  if (calibration) await saveCalibration(folder, calibration);
  else await removeIfPresent(`${folder}/${CALIBRATION_NAME}`);
  await saveThresholds(folder, thresholds, calibrated);
}
