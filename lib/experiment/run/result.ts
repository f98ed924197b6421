/**
 * The results of a run, before anything is written.
 *
 * @module
 */
import type { CategoryImages, Dataset, SplitReport } from "../../data/mod.ts";
import type { CalibrationResult } from "../../detector/calibration/calibrate.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Detector, FitReport } from "../../detector/contract/detector.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import type { ControlResults } from "../../record/run/controls.ts";
import type { RunRecord } from "../../record/run/record.ts";
import type { Thresholds } from "../evaluate/decision.ts";
import type { judgeLearning } from "../evaluate/learning.ts";
import type { testShift } from "../evaluate/shift.ts";

/** A trained detector with the data of training and test. */
export interface FittedRun {
  readonly dataset: Dataset;
  readonly split: SplitReport;
  readonly data: CategoryImages;
  readonly detector: Detector;
  readonly seed: number;
  readonly context?: RunContext;
  readonly report: FitReport;
  /** The run owns the calibration and disposes it. */
  readonly calibrated: CalibrationResult;
}

/** Results on the test images, with metrics where some of them are anomalous. */
export interface Tested extends ScoredImages, Pick<RunRecord, "metrics"> {
  readonly labels: readonly (0 | 1)[];
  readonly statisticMetrics?: RunRecord["statistics"];
  /** One line for each metric that could not be computed. */
  readonly warnings: readonly string[];
}

/** All results of a run. */
export interface RunResult extends FittedRun {
  readonly tested: Tested;
  /** Absent where nothing is trained, as there is nothing to learn. */
  readonly judged?: ReturnType<typeof judgeLearning>;
  /** Absent where no writer needs them. */
  readonly thresholds?: Thresholds;
  /** Absent where no test image is anomalous, or images are cut into tiles. */
  readonly controls?: ControlResults;
  /** Absent where there are too few images. */
  readonly shifted?: Awaited<ReturnType<typeof testShift>>;
}

/** The calibration of a run, if it has one. */
export function calibrationOf({ calibrated }: Pick<FittedRun, "calibrated">):
  | Calibration
  | undefined {
  return "calibration" in calibrated ? calibrated.calibration : undefined;
}
