/**
 * Runs one trial in this process.
 *
 * @module
 */
import { useBackend } from "../../backend/backend.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { createDetector } from "../../registry/create.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import { openCheckpoints } from "../output/checkpoints.ts";
import { backendFacts, codeVersion } from "../provenance/environment.ts";
import { cellPaths } from "../sweep/cell_state.ts";
import { type CellEnd, claimCell } from "../sweep/claim_cell.ts";
import { damageImages } from "./damaged_sets.ts";
import { measureKinds } from "./measure.ts";
import type { TuneSetup } from "./setup.ts";
import { freeStatistics } from "./statistics.ts";
import { readTrial, type TrialRecord, writeTrial } from "./trial_record.ts";
import type { Trial } from "./trials.ts";
import { fitVariants } from "./variants.ts";

/** Options of {@linkcode runTrial}. */
export interface TrialOptions extends ProgressOptions {
  /** Folders of pretrained weights, and the cache of features. */
  readonly context?: RunContext;
  /** Seconds between two checkpoints. Default 60. */
  readonly checkpointInterval?: number;
}

/**
 * Trains a candidate on one half of the training images and scores the other, as it is and with
 * defects; from its checkpoint if there is one. Trials that are done are left as they are.
 *
 * @param results Folder of the tuning.
 * @throws {StoppedError} If `signal` is aborted; the next call resumes it.
 */
export function runTrial(
  results: string,
  setup: TuneSetup,
  trial: Trial,
  { context, signal, checkpointInterval, onProgress }: TrialOptions = {},
): Promise<CellEnd> {
  return claimCell(results, trial, {
    read: readTrial,
    onProgress,
    run: async (folder, onProgress) => {
      const options = { context, signal, checkpointInterval, onProgress };
      const record = await train(folder, setup, trial, options);
      await writeTrial(cellPaths(results, trial).record, record);
    },
  });
}

async function train(
  folder: string,
  { dataset, method, seed, imageSize, fingerprint, kinds, valueRange }: TuneSetup,
  { candidate, round, share, fold, images: { fit, heldOut }, overrides }: Trial,
  { context, signal, checkpointInterval, onProgress }: TrialOptions,
): Promise<TrialRecord> {
  const started = performance.now();
  const backend = backendFacts(await useBackend());
  using detector = await createDetector(method, { ...dataset, train: fit }, {
    // Found from all training images, as for a run, not from the half that is trained on.
    config: { ...(valueRange && { valueRange }), ...overrides },
    ...{ imageSize, seed, source: `candidate ${candidate.name}`, context },
  });
  const { imageSize: size, channels, resize } = detector.config;
  const decode = { size, channels, resize, valueRange: detector.config.valueRange };
  const trained = await dataset.source.decode(fit, decode);
  const normal = await dataset.source.decode(heldOut, decode);
  const checkpoints = await openCheckpoints(folder, detector, {
    ...{ seed, data: `${fingerprint}, fold ${fold}`, interval: checkpointInterval },
  });
  const { history } = await detector.fit(trained, { seed, signal, checkpoints, onProgress });
  const damaged = await damageImages(normal, { kinds, seed, fold });
  const variants = await fitVariants(detector, trained, { signal });
  const measures = await measureKinds(detector, normal, damaged, { variants, signal, onProgress })
    .finally(() => {
      for (const calibration of variants.values()) calibration[Symbol.dispose]();
    });
  await checkpoints.remove();
  const own = freeStatistics(detector).find((name) => name === detector.errors?.own);
  return {
    schema: 1,
    ...{ method, category: dataset.name, candidate: candidate.name, round, share, fold, seed },
    config: { ...detector.config },
    runHash: candidate.runHash,
    ...(own && { own }),
    fingerprint,
    images: { trained: fit.length, heldOut: heldOut.length },
    code: codeVersion(),
    backend: {
      id: backend.id,
      description: backend.description,
      precision: backend.precision,
    },
    seconds: {
      training: history.seconds,
      total: history.secondsBefore + (performance.now() - started) / 1000,
    },
    ...(variants.size > 0 && {
      calibrations: Object.fromEntries(
        [...variants].map(([name, { facts }]) => [name, facts.options]),
      ),
    }),
    measures,
  };
}
