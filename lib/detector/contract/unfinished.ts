/**
 * Keeps track of half-trained detectors, so that none is measured or saved as a trained one, and of
 * trained ones, so that none is trained twice by mistake.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { ProgressListener } from "../../train/progress.ts";
import type { Detector, FitOptions, FitReport } from "./detector.ts";

/** Detectors whose training was begun and not finished. */
const unfinished = new WeakSet<Detector>();

/** Detectors whose weights a training has changed, whether it ended or not. */
const changed = new WeakSet<Detector>();

/** Detectors that were trained here. */
const trained = new WeakSet<Detector>();

/**
 * Notes when a detector's training begins and when it has ended successfully. Its `fit` then refuses to
 * train it once more: it would go on from the trained weights, and no record would say so. After a
 * training that was stopped or failed it goes on from a checkpoint only.
 *
 * @returns The same detector.
 */
export function watchTraining<D extends Detector>(detector: D): D {
  const fit: Detector["fit"] = detector.fit.bind(detector);
  detector.fit = async (images, options: FitOptions): Promise<FitReport> => {
    if (trained.has(detector)) {
      throw new InputError(
        `${detector.method}: this detector is trained already, and would be trained further; make ` +
          "another one first (in a notebook: run the cell with createDetector, too)",
      );
    }
    if (changed.has(detector) && !await options.checkpoints?.load()) {
      throw new InputError(
        `${detector.method}: its training was stopped or failed, and there is no checkpoint to go on ` +
          "from; make another detector first (in a notebook: run the cell with createDetector, too)",
      );
    }
    unfinished.add(detector);
    const onProgress: ProgressListener = (progress) => {
      if (progress.phase === "train") changed.add(detector);
      options.onProgress?.(progress);
    };
    const report = await fit(images, { ...options, onProgress });
    unfinished.delete(detector);
    trained.add(detector);
    return report;
  };
  return detector;
}

/**
 * Refuses a detector whose training was stopped or failed.
 *
 * @param purpose What it is wanted for, to follow "not".
 * @throws {InputError} If its training was begun and not finished.
 */
export function requireFinished(detector: Detector, purpose: string): void {
  if (!unfinished.has(detector)) return;
  throw new InputError(
    `${detector.method}: not ${purpose}: its training was stopped or failed; ` +
      "train it to its end first (in a notebook: run the cell that trains again, or, without " +
      "checkpoints, that with createDetector too)",
  );
}
