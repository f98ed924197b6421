/**
 * Writes the model: weights, configuration, calibration and thresholds.
 *
 * @module
 */
import { CALIBRATION_NAME, saveCalibration } from "../../detector/calibration/storage.ts";
import { saveThresholds, THRESHOLDS_NAME } from "../../detector/thresholds/stored_thresholds.ts";
import { DETECTOR_NAME, MODEL_NAME, saveDetector } from "../../registry/storage.ts";
import type { OutputFolder } from "../output/output_folder.ts";
import { calibrationOf, type FittedRun } from "./result.ts";
import type { Writer } from "./writer.ts";

/** Writes the model; see {@linkcode saveModel}. */
export const model: Writer = {
  files: [MODEL_NAME, DETECTOR_NAME, THRESHOLDS_NAME, CALIBRATION_NAME],
  thresholds: true,
  write: async ({ result, output }) => {
    await saveModel(result, output);
    const { own, calibrated } = result.thresholds!;
    await saveThresholds(output.path, own, calibrated);
  },
};

/** Saves the detector and its calibration, and removes those of an earlier model. */
export async function saveModel(run: FittedRun, output: OutputFolder): Promise<void> {
  await output.remove([CALIBRATION_NAME, THRESHOLDS_NAME]);
  await saveDetector(run.detector, output.path, run.context);
  const calibration = calibrationOf(run);
  if (calibration) await saveCalibration(output.path, calibration);
}
