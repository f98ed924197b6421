/**
 * From a dataset to a trained and calibrated detector.
 *
 * @module
 */
import { type Dataset, decodeCategory, nameAllUnreadable, reportSplit } from "../../data/mod.ts";
import { calibrate } from "../../detector/calibration/calibrate.ts";
import type { CalibrationOptions } from "../../detector/calibration/options.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { CheckpointFile } from "../../train/checkpoint.ts";
import { openCheckpoints } from "../output/checkpoints.ts";
import type { RunOptions } from "./options.ts";
import type { FittedRun } from "./result.ts";

/**
 * Decodes the images, trains on them and calibrates; resumes an interrupted training from its
 * checkpoint if asked to.
 *
 * @param detector An untrained detector.
 * @returns Also the checkpoints, which are removed when everything is written.
 */
export async function fitRun(
  dataset: Dataset,
  detector: Detector,
  options: RunOptions & { readonly calibrationOptions: CalibrationOptions },
): Promise<FittedRun & { readonly checkpoints: CheckpointFile }> {
  const { seed, context, memory, onProgress, signal } = options;
  if (options.resume) {
    // Hashing and decoding may take long: refused before, by all that is known without the images.
    const known = await openCheckpoints(options.out, detector, { seed, data: "" });
    await known.requireSameRun(["data"]);
  }
  const split = await nameAllUnreadable(dataset, () => reportSplit(dataset, { signal }));
  const checkpoints = await openCheckpoints(options.out, detector, {
    seed,
    data: split.trainingFingerprint,
    allData: split.fingerprint,
    interval: options.checkpointInterval,
  });
  if (options.resume) await checkpoints.requireSameRun();
  options.onSplit?.(dataset, split);
  const data = await nameAllUnreadable(dataset, () =>
    decodeCategory(dataset, {
      ...detector.config,
      seed,
      memory,
      onProgress: (done, total) => onProgress?.({ phase: "decode", done, total }),
      signal,
    }));
  for (const warning of data.warnings ?? []) options.onWarning?.(warning);
  if (!options.resume) await checkpoints.remove();
  const report = await detector.fit(data.train, { seed, onProgress, signal, checkpoints });
  const calibrated = await calibrate(detector, data.train, {
    options: options.calibrationOptions,
    onProgress,
    signal,
  });
  return { dataset, split, data, detector, seed, context, report, calibrated, checkpoints };
}
