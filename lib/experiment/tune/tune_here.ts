/**
 * Runs a whole tuning in this process, for notebooks.
 *
 * @module
 */
import type { Dataset } from "../../data/mod.ts";
import type { CalibrationOptions } from "../../detector/calibration/options.ts";
import { findMethod } from "../../registry/registry.ts";
import type { Progress, ProgressListener } from "../../train/progress.ts";
import type { CellProcess } from "../sweep/sweep.ts";
import { beginTuning, keepChoice } from "./folder.ts";
import { PROFILE, type TuneProfileName } from "./profile.ts";
import { runTrial } from "./run_trial.ts";
import { prepareTuning, type TuneSetup } from "./setup.ts";
import { formatVerdict } from "./text.ts";
import type { Trial } from "./trials.ts";
import { tune } from "./tune.ts";

/** What to tune, and where. */
export interface TuneHereOptions {
  /** Id of the method. */
  readonly method: string;
  /** How much to compute. Default `short`. */
  readonly profile?: TuneProfileName;
  /** Height and width in pixels. Default: the profile's, the method's or the dataset's. */
  readonly imageSize?: number;
  /** Seed of folds, defects and trainings. Default 0. */
  readonly seed?: number;
  /** Folder of the trials; those already done in it are not repeated. */
  readonly folder: string;
  /** Stops between two steps; the next call resumes. */
  readonly signal?: AbortSignal;
  /** Called with the progress of a round's trials as one phase, `run`. */
  readonly onProgress?: ProgressListener;
}

/** The choice of a tuning. */
export interface Tuned {
  /** Fields for `createDetector`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How to calibrate it: the options of the best variant, or none without a calibration. */
  readonly calibration: Partial<CalibrationOptions>;
  /** The choice and its certainty, in a few sentences. */
  readonly verdict: string;
  /** All candidates of the last round, as a Markdown table. */
  readonly table: string;
}

/**
 * Chooses a method's settings by synthetic defects on normal training images, as `daad tune` does;
 * test images are not used. Trials run in this process, one after the other.
 *
 * @param dataset The dataset; only its training images are used.
 * @throws {InputError} If the data cannot be used, the folder holds another tuning, or the defaults fail.
 * @throws {StoppedError} If `signal` is aborted; the next call resumes it.
 */
export async function tuneHere(
  dataset: Dataset,
  { method, profile = "short", imageSize, seed = 0, folder, signal, onProgress }: TuneHereOptions,
): Promise<Tuned> {
  const { id } = findMethod(method);
  const setup = await prepareTuning({ ...dataset, test: [], heldOut: undefined }, {
    ...{ method: id, profile: PROFILE[profile], imageSize, seed },
  });
  await beginTuning(folder, setup);
  const round = { done: 0, total: 0 };
  const tell = (inner?: Progress) =>
    onProgress?.({
      phase: "run",
      ...round,
      ...(inner && { epoch: inner.epoch, epochs: inner.epochs, loss: inner.loss }),
    });
  const choice = await tune(setup, {
    ...{ results: folder, workers: 1, signal },
    start: (trial) => startHere(folder, setup, trial, { signal, onProgress: tell }),
    onRound: (_, trials) => {
      Object.assign(round, { done: 0, total: trials.length });
      tell();
    },
    onEnd: () => {
      round.done++;
      tell();
    },
  });
  const { config, calibrationOptions } = choice;
  return {
    config,
    calibration: calibrationOptions ?? {},
    verdict: formatVerdict(choice),
    table: await keepChoice(folder, choice),
  };
}

/** Runs a trial in place of a process; the signal reaches it directly. */
function startHere(
  folder: string,
  setup: TuneSetup,
  trial: Trial,
  options: { readonly signal?: AbortSignal; readonly onProgress: ProgressListener },
): CellProcess {
  const end = runTrial(folder, setup, trial, options).then((end) =>
    end === "failed" ? { problem: "failed", reported: true } : {}
  );
  return { end, stop: () => {} };
}
