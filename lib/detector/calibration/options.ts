/**
 * How errors are calibrated, with the defaults in one place.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { isSmall } from "../config/fields.ts";

/**
 * What an error is measured against: what normal images leave at its `position`, what an image of
 * this `roughness` leaves, `both` (first position, then roughness), or `none`: the plain error.
 */
export const CALIBRATION_VARIANTS = ["position", "roughness", "both", "none"] as const;

/** One of {@linkcode CALIBRATION_VARIANTS}. */
export type CalibrationVariant = typeof CALIBRATION_VARIANTS[number];

/** How a calibration is made; not part of a detector's configuration. */
export interface CalibrationOptions {
  /** What an error is measured against. */
  readonly variant: CalibrationVariant;
  /**
   * What is compared with its position: the squared error, its `root` or its `log`; or the squared
   * `displacement`, the squared error divided by how rough the image is around the pixel, which takes
   * the error's place where position does not count, too.
   */
  readonly error: "square" | "root" | "log" | "displacement";
  /**
   * Over which distance positions count as one, for parts that are not aligned: standard deviation of
   * a Gaussian in pixels of an image of 256 pixels, or all of the image.
   */
  readonly smoothing: number | "whole";
  /** Share of the standard deviation over all positions and images that is added to each position's. */
  readonly floor: number;
  /** Share of the pixels, the highest ones, whose mean is the image's statistic; 1 = all of them. */
  readonly share: number;
}

/** See {@linkcode CalibrationOptions.floor}. */
export const USUAL_FLOOR = 0.1;

/** Smoothing of every error map, in pixels of an image of 256 pixels. */
export const ERROR_SIGMA_AT_256 = 4;

const fields = z.strictObject({
  variant: z.enum(CALIBRATION_VARIANTS),
  error: z.enum(["square", "root", "log", "displacement"]),
  smoothing: z.union([z.number().min(0).max(256), z.literal("whole")]),
  floor: z.number().min(0).max(10),
  share: z.number().gt(0).max(1),
});

/** Checks options in files. */
export const calibrationOptions: z.ZodType<CalibrationOptions> = fields;

/**
 * The defaults: up to 32 pixels the mean square against roughness, one number, the same for every class
 * and method; above, the top 1 % of the map against position and then roughness. The floor was
 * chosen by synthetic defects, which leave the rest as it is: docs/tables/tuning.md, and for folds and
 * displacements bench/calibrations.ts.
 *
 * @param imageSize Height and width in pixels.
 *
 * @example
 * ```ts
 * import { defaultCalibration } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([32, 128].map((size) => defaultCalibration(size).variant), ["roughness", "both"]);
 * ```
 */
export function defaultCalibration(imageSize: number): CalibrationOptions {
  const small = isSmall({ imageSize }); // taken as a whole: their subjects may be anywhere
  return {
    variant: small ? "roughness" : "both",
    error: "square",
    smoothing: 0,
    floor: USUAL_FLOOR,
    share: small ? 1 : 0.01,
  };
}

/**
 * Completes fields that the user gives.
 *
 * @param given Fields that differ from the defaults.
 * @param imageSize Height and width in pixels.
 * @param source Where they came from, for error messages.
 * @throws {InputError} Naming the field.
 */
export function resolveCalibration(
  given: unknown,
  imageSize: number,
  source: string,
): CalibrationOptions {
  return { ...defaultCalibration(imageSize), ...parseConfig(fields.partial(), given, source) };
}

/** Options in the order of their names, so that equal ones are written alike. */
export function sortedOptions(options: CalibrationOptions): CalibrationOptions {
  const sorted = Object.entries(options).toSorted(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted) as unknown as CalibrationOptions;
}

/** Whether an error is measured against its position. */
export function usesPosition({ variant }: CalibrationOptions): boolean {
  return variant === "position" || variant === "both";
}

/** Whether an image's error is measured against its roughness. */
export function usesRoughness({ variant }: CalibrationOptions): boolean {
  return variant === "roughness" || variant === "both";
}
