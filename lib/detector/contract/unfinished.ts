/**
 * Keeps track of half-trained detectors, so that none is measured or saved as a trained one.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Detector, FitOptions, FitReport } from "./detector.ts";

/** Detectors whose training was begun and not finished. */
const unfinished = new WeakSet<Detector>();

/**
 * Notes when a detector's training begins and when it has ended successfully.
 *
 * @returns The same detector.
 */
export function watchTraining<D extends Detector>(detector: D): D {
  const fit: Detector["fit"] = detector.fit.bind(detector);
  detector.fit = async (images, options: FitOptions): Promise<FitReport> => {
    unfinished.add(detector);
    const report = await fit(images, options);
    unfinished.delete(detector);
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
      "train it to its end first (in a notebook: run the cell that trains again)",
  );
}
