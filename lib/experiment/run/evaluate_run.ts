/**
 * From a trained detector to all results that a record or another writer needs.
 *
 * @module
 */
import type { CalibrationOptions } from "../../detector/calibration/options.ts";
import { type ScoredImages, scoreImages } from "../../detector/scoring/scoring.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { measureControls } from "../evaluate/controls.ts";
import { thresholdsOf } from "../evaluate/decision.ts";
import { measure } from "../evaluate/evaluate.ts";
import { examineTraining, judgeLearning } from "../evaluate/learning.ts";
import { testShift } from "../evaluate/shift.ts";
import { calibrationOf, type FittedRun, type RunResult, type Tested } from "./result.ts";

/** Options of {@linkcode evaluateRun}. */
export interface EvaluateOptions extends ProgressOptions {
  /** Calibration of the controls: the detector's. */
  readonly calibration: CalibrationOptions;
  /** Whether to choose thresholds, for which training images are scored. */
  readonly thresholds: boolean;
  /** Called with scores that cannot be measured and the reason, which it throws. */
  readonly onUnmeasured: (scored: ScoredImages, reason: unknown) => Promise<never>;
}

/** Scores the test images, measures the scores and, if the method is trained, judges what it learnt. */
export async function evaluateRun(
  fitted: FittedRun,
  { calibration: calibrationOptions, thresholds, onUnmeasured, onProgress, signal }:
    EvaluateOptions,
): Promise<RunResult> {
  const { detector, data, report } = fitted;
  const options = { calibration: calibrationOf(fitted), onProgress, signal };
  const scored = await scoreImages(detector, data.test, options);
  const tested = await measureTested(fitted, scored).catch((error) => onUnmeasured(scored, error));
  const trains = report.history.steps > 0;
  const training = trains || thresholds
    ? await examineTraining(detector, data, options)
    : undefined;
  const normal = [...tested.scores].filter((_, i) => tested.labels[i] === 0);
  const chosen = training && thresholds
    ? await thresholdsOf(detector, data, { training, tested, ...options })
    : undefined;
  const controls = tested.labels.includes(1) && !detector.config.tile
    ? await measureControls(data, { options: calibrationOptions, onProgress, signal })
    : undefined;
  const own = chosen?.heldOut && { heldOut: chosen.heldOut, tested: normal };
  return {
    ...fitted,
    tested,
    judged: training && trains ? judgeLearning(training, normal, report.untrained) : undefined,
    thresholds: chosen,
    controls,
    shifted: await testShift(data.wholeTrain ?? data.train, data.test, own),
  };
}

async function measureTested(
  { detector, data, seed }: FittedRun,
  scored: ScoredImages,
): Promise<Tested> {
  const labels = data.test.files.map((file) => file.label);
  if (labels.includes(1)) return await measure(detector, data, scored, seed);
  return { ...scored, labels, metrics: {}, warnings: [] };
}
