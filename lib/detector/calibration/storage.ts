/**
 * The calibration that is stored with a model, `calibration.safetensors`.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { ifPresent, writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  readMetadata,
} from "../../nn/variables/safetensors.ts";
import type { Detector } from "../contract/detector.ts";
import { Calibration, type CalibrationFacts } from "./calibration.ts";
import { calibrationOptions } from "./options.ts";

/** Name of the file in a model's folder. */
export const CALIBRATION_NAME = "calibration.safetensors";

/** Checks the numbers of a calibration in files. */
export const calibrationFacts = z.strictObject({
  options: calibrationOptions,
  of: z.enum(["pixels", "maps"]),
  images: z.int(),
  line: z.strictObject({ slope: z.number(), offset: z.number(), spread: z.number().positive() }),
});

/** Writes `calibration.safetensors` beside a model: two maps, and the numbers in its header. */
export async function saveCalibration(
  folder: string,
  { facts, positions: { mean, deviation } }: Calibration,
): Promise<void> {
  const size = Math.sqrt(mean.length);
  const tensors = {
    mean: { shape: [size, size], values: mean },
    deviation: { shape: [size, size], values: deviation },
  };
  const bytes = encodeSafetensors(tensors, { calibration: JSON.stringify(facts) });
  await writeFileAtomically(`${folder}/${CALIBRATION_NAME}`, bytes);
}

/**
 * Reads the calibration of a model; none if it has no such file, as in models of earlier versions or
 * with too few training images. The caller disposes it.
 *
 * @throws {InputError} If the file is damaged or of another image size, naming it.
 */
export async function loadCalibration(
  folder: string,
  { config: { imageSize } }: Pick<Detector, "config">,
): Promise<Calibration | undefined> {
  const path = `${folder}/${CALIBRATION_NAME}`;
  const bytes = await ifPresent(Deno.readFile(path));
  if (!bytes) return undefined;
  const { mean, deviation } = decodeSafetensors(bytes, path);
  const facts: CalibrationFacts = parseConfig(
    calibrationFacts,
    parseJson(readMetadata(bytes, path).calibration ?? "", path),
    path,
  );
  const expected = `${imageSize},${imageSize}`;
  if (`${mean?.shape}` !== expected || `${deviation?.shape}` !== expected) {
    throw new InputError(
      `${path}: its maps are not those of images of ${imageSize} pixels; train again`,
    );
  }
  return new Calibration(facts, { mean: mean!.values, deviation: deviation!.values });
}

/**
 * The calibration of a model that must have one.
 *
 * @throws {InputError} If the model has none, with what to do.
 */
export async function requireCalibration(
  folder: string,
  detector: Pick<Detector, "config">,
): Promise<Calibration> {
  const found = await loadCalibration(folder, detector);
  if (found) return found;
  throw new InputError(
    `${folder}: the model has no ${CALIBRATION_NAME}: it is of an earlier version, of a method that ` +
      "rebuilds no images, or had too few training images; train again for calibrated scores",
  );
}
