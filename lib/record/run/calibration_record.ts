/**
 * A calibration's entry in a record.
 *
 * @module
 */
import { z } from "zod";
import type { CalibrationFacts } from "../../detector/calibration/calibration.ts";
import { type CalibrationVariant, USUAL_FLOOR } from "../../detector/calibration/options.ts";
import { calibrationFacts } from "../../detector/calibration/storage.ts";
import { storedThreshold } from "../../detector/thresholds/stored_thresholds.ts";
import type { StoredThreshold } from "../../detector/thresholds/thresholds.ts";

/** A calibration, or why there is none. */
export type RecordedCalibration =
  | CalibrationFacts & {
    /** Time of the pass over the training images. */
    readonly seconds: number;
    /** Thresholds of calibrated scores, stored with the model. */
    readonly thresholds?: readonly StoredThreshold[];
  }
  | { readonly reason: string };

/** Schema of {@linkcode RecordedCalibration} in files. */
export const recordedCalibration: z.ZodType<RecordedCalibration> = z.union([
  z.strictObject({ reason: z.string() }),
  calibrationFacts.extend({
    seconds: z.number(),
    thresholds: z.array(storedThreshold).optional(),
  }),
]);

const WORDS: Readonly<Record<CalibrationVariant, string>> = {
  position: "its position",
  roughness: "the image's roughness",
  both: "its position and the image's roughness",
  none: "nothing",
};

/**
 * Describes a calibrated score in words; scores with equal descriptions may be compared.
 *
 * @example
 * ```ts
 * import { describeCalibration } from "./calibration_record.ts";
 * import { defaultCalibration } from "../../detector/calibration/options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   describeCalibration({ options: defaultCalibration(32), of: "pixels" }),
 *   "the mean of the error of pixels against the image's roughness",
 * );
 * ```
 */
export function describeCalibration(
  { options, of }: Pick<CalibrationFacts, "options" | "of">,
): string {
  const { variant, error, smoothing, floor, share } = options;
  const counted = share === 1 ? "the mean" : `the top ${Number((100 * share).toPrecision(2))} %`;
  const errors = of === "maps" ? "the method's maps" : "pixels";
  const position = variant === "position" || variant === "both";
  const details = [
    // Without a position only a displacement changes the error.
    ...(error === "displacement" || position && error !== "square" ? [`its ${error}`] : []),
    ...(position && smoothing !== 0
      ? [smoothing === "whole" ? "positions as one" : `positions within ${smoothing} of 256`]
      : []),
    ...(position && floor !== USUAL_FLOOR ? [`floor ${floor}`] : []),
  ];
  return `${counted} of the error of ${errors} against ${WORDS[variant]}` +
    (details.length > 0 ? ` (${details.join(", ")})` : "");
}
