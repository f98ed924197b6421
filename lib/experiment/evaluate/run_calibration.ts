/**
 * The calibration's entry in a record.
 *
 * @module
 */
import type { CalibrationResult } from "../../detector/calibration/calibrate.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import type { StoredThreshold } from "../../detector/thresholds/thresholds.ts";
import type { RunRecord } from "../../record/run/record.ts";

/** Makes the record's entry. */
export function describeCalibrated(
  { seconds, ...result }: CalibrationResult,
  thresholds: readonly StoredThreshold[] | undefined,
): RunRecord["calibration"] {
  if (!("calibration" in result)) return { reason: result.reason };
  return { ...result.calibration.facts, seconds, ...(thresholds && { thresholds }) };
}

/**
 * Warns the user where a method that rebuilds images is not calibrated, and any other if the user asked
 * for a calibration.
 */
export function notCalibrated(
  result: CalibrationResult,
  { reconstructions }: ScoredImages,
  asked: boolean,
): string[] {
  if ("calibration" in result || !(reconstructions || asked)) return [];
  return [`no calibrated scores: ${result.reason}`];
}
