/**
 * Variants of the calibration that a trial measures without another training.
 *
 * @module
 */
import type { ImageSet } from "../../data/mod.ts";
import { collectErrors } from "../../detector/calibration/calibrate.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import { calibratedErrors } from "../../detector/calibration/errors.ts";
import { calibrateErrors, fitCalibration, LEAST_IMAGES } from "../../detector/calibration/fit.ts";
import {
  CALIBRATION_VARIANTS,
  type CalibrationOptions,
  defaultCalibration,
} from "../../detector/calibration/options.ts";
import { isSmall } from "../../detector/config/fields.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";

/** Single changes of the options that matter most; images up to 32 pixels get none of them. */
const CHANGES: Readonly<Record<string, Partial<CalibrationOptions>>> = {
  "smoothing 4": { smoothing: 4 },
  "smoothing 16": { smoothing: 16 },
  "whole image": { smoothing: "whole" },
  "root": { error: "root" },
  "log": { error: "log" },
  "displacement": { error: "displacement" },
  "floor 0.03": { floor: 0.03 },
  "floor 0.3": { floor: 0.3 },
  "top 0.2 %": { share: 0.002 },
  "top 5 %": { share: 0.05 },
};

/**
 * Makes the variants by name, the default first.
 *
 * @param imageSize Height and width in pixels.
 *
 * @example
 * ```ts
 * import { calibrationVariants } from "./variants.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const names = Object.keys(calibrationVariants(32));
 * assertEquals(names, ["roughness", "position", "both", "none"]);
 * ```
 */
export function calibrationVariants(
  imageSize: number,
): Readonly<Record<string, CalibrationOptions>> {
  const options = defaultCalibration(imageSize);
  const kinds = [...new Set([options.variant, ...CALIBRATION_VARIANTS])];
  return Object.fromEntries([
    ...kinds.map((variant) => [variant, { ...options, variant }] as const),
    ...(isSmall({ imageSize })
      ? []
      : Object.entries(CHANGES).map(([name, change]) =>
        [`${options.variant}, ${name}`, { ...options, ...change }] as const
      )),
  ]);
}

/** Calibrations by the name of their variant, the default first. The caller disposes them. */
export type FittedVariants = ReadonlyMap<string, Calibration>;

/**
 * Fits every variant on the images that a trial trained on.
 *
 * @returns An empty map where the method does not rebuild images or there are fewer than twenty.
 */
export async function fitVariants(
  detector: Detector,
  trained: ImageSet,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<FittedVariants> {
  const fitted = new Map<string, Calibration>();
  if (trained.files.length < LEAST_IMAGES) return fitted;
  const errors = await collectErrors(detector, trained, { error: "square", signal });
  if (!errors) return fitted;
  const of = calibratedErrors(detector);
  try {
    for (const [name, options] of Object.entries(calibrationVariants(trained.height))) {
      fitted.set(name, await fitCalibration(errors.sample, { options, of }));
    }
  } catch (error) {
    for (const calibration of fitted.values()) calibration[Symbol.dispose]();
    throw error;
  }
  return fitted;
}

/** Applies each variant to scored images; its scores and maps replace the method's own. */
export async function byVariants(
  variants: FittedVariants,
  scored: ScoredImages,
): Promise<ReadonlyMap<string, ScoredImages>> {
  const { errors } = scored;
  const found = new Map<string, ScoredImages>();
  if (!errors) return found;
  for (const [name, calibration] of variants) {
    found.set(name, { ...scored, ...await calibrateErrors(calibration, errors) });
  }
  return found;
}
