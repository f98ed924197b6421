/**
 * The calibration of a run: kept with its model, said in its record.
 *
 * @module
 */
import type { Calibration } from "../detector/calibration/calibration.ts";
import { CALIBRATION_NAME, saveCalibration } from "../detector/calibration/storage.ts";
import type { Detector } from "../detector/detector.ts";
import { saveDetector } from "../registry/storage.ts";
import { THRESHOLDS_NAME } from "../detector/stored_thresholds.ts";
import type { StoredThreshold } from "../detector/thresholds.ts";
import type { CalibrationResult } from "../detector/calibration/calibrate.ts";
import type { ScoredImages } from "../detector/scoring/scoring.ts";
import type { OutputFolder } from "./output_folder.ts";
import type { RunRecord } from "../record/record.ts";

/** The detector and its calibration; neither that nor thresholds of an earlier model stay. */
export async function saveModel(
  detector: Detector,
  calibration: Calibration | undefined,
  folder: OutputFolder,
): Promise<void> {
  await folder.remove([CALIBRATION_NAME, THRESHOLDS_NAME]);
  await saveDetector(detector, folder.path);
  if (calibration) await saveCalibration(folder.path, calibration);
}

/** What the record keeps. */
export function describeCalibrated(
  { seconds, ...result }: CalibrationResult,
  thresholds: readonly StoredThreshold[] | undefined,
): RunRecord["calibration"] {
  if (!("calibration" in result)) return { reason: result.reason };
  return { ...result.calibration.facts, seconds, ...(thresholds && { thresholds }) };
}

/** What the user must know where a method that rebuilds images is not calibrated. */
export function notCalibrated(
  result: CalibrationResult,
  { reconstructions }: ScoredImages,
): string[] {
  if ("calibration" in result || !reconstructions) return [];
  return [`no calibrated scores: ${result.reason}`];
}
