/**
 * One run from a dataset to a record.
 *
 * @module
 */
import { useBackend } from "../../backend/backend.ts";
import { type Dataset, nameAllUnreadable, openDataset } from "../../data/mod.ts";
import { resolveCalibration } from "../../detector/calibration/options.ts";
import { InputError } from "../../errors.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { createDetector } from "../../registry/create.ts";
import type { ProgressListener } from "../../train/progress.ts";
import { CHECKPOINT_NAME } from "../output/checkpoints.ts";
import { OutputFolder } from "../output/output_folder.ts";
import { TensorBoard } from "../output/tensorboard.ts";
import { startFrom } from "../provenance/go_on.ts";
import { boardWriter } from "./board.ts";
import { describeRun } from "./describe.ts";
import { evaluateRun } from "./evaluate_run.ts";
import { fitRun } from "./fit_run.ts";
import type { RunOptions } from "./options.ts";
import { calibrationOf } from "./result.ts";
import { describeRunCommand } from "./training_command.ts";
import { keepUnmeasured, RECORD_NAME, writeRun } from "./write_run.ts";
import { writersOf } from "./writers.ts";

export type { RunOptions } from "./options.ts";

/**
 * Trains a detector, evaluates the weights of the last epoch and writes `record.json` and the output
 * of `options.writers`, by default all of them, to `options.out`. The record is written last: a
 * folder with one is complete. During training the folder holds a checkpoint, which is removed once
 * the record is written.
 *
 * @throws {InputError} For bad data or configuration, a checkpoint of another run, or an output
 * folder that another process writes to or that holds files from elsewhere with these names; all of
 * this is checked before training.
 * @throws {StoppedError} If `options.signal` is aborted; the checkpoint stays.
 *
 * @example
 * ```ts
 * import { run } from "./run.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const out = `${await Deno.makeTempDir()}/run`;
 * const record = await run({
 *   ...{ method: "ae", data: "data/sample/bottle", imageSize: 16, seed: 0, out },
 *   ...{ overrides: { epochs: 1 }, overridesSource: "example" },
 * });
 * assertEquals([record.epochs, record.selection], [1, "last epoch"]);
 * ```
 */
export async function run(options: RunOptions): Promise<RunRecord> {
  const started = performance.now();
  const { out, signal } = options;
  const writers = writersOf(options.writers);
  const backend = await useBackend();
  const dataset = typeof options.data === "string"
    ? await openDataset({ data: options.data })
    : options.data;
  requireNormalTest(dataset);
  using detector = await nameAllUnreadable(dataset, () =>
    createDetector(options.method, dataset, {
      imageSize: options.imageSize,
      config: options.overrides,
      source: options.overridesSource,
      seed: options.seed,
      context: options.context,
    }));
  const { fields = {}, source = "calibration" } = options.calibration ?? {};
  const calibration = resolveCalibration(fields, detector.config.imageSize, source);
  if (options.calibration && detector.config.tile) {
    throw new InputError(
      `${source}: images are cut into tiles, which stand at no position, so errors are not ` +
        "calibrated; leave one of them out",
    );
  }
  if (options.from !== undefined) await startFrom(detector, options.from);
  const names = [CHECKPOINT_NAME, ...writers.flatMap(({ files }) => files), RECORD_NAME];
  await using output = await OutputFolder.open(out, names, "training");
  await output.claim([CHECKPOINT_NAME]);
  options.onDetector?.(detector);
  using board = options.tensorboard === undefined
    ? undefined
    : await TensorBoard.open(options.tensorboard, detector.config);
  const onProgress: ProgressListener = (progress) => {
    board?.progress(progress);
    options.onProgress?.(progress);
  };

  const fitted = await fitRun(dataset, detector, {
    ...options,
    calibrationOptions: calibration,
    onProgress,
  });
  using _ = calibrationOf(fitted);
  const result = await evaluateRun(fitted, {
    calibration,
    thresholds: writers.some(({ thresholds }) => thresholds),
    onUnmeasured: (scored, reason) => keepUnmeasured(fitted, scored, { output, reason }),
    onProgress,
    signal,
  });
  let described: Promise<RunRecord> | undefined;
  const finished = {
    ...{ result, output, onProgress, signal },
    command: options.command ?? describeRunCommand(options, dataset),
    record: () =>
      described ??= describeRun(result, {
        ...{ backend, started, tuned: options.tuned },
        calibrationAsked: options.calibration !== undefined,
      }),
  };
  const record = await writeRun(finished, board ? [...writers, boardWriter(board)] : writers);
  await fitted.checkpoints.remove();
  await output.settle();
  return record;
}

/** Checks before training that there are normal test images to compare the anomalous ones with. */
function requireNormalTest({ root, name: category, test }: Dataset): void {
  if (test.some((file) => file.label === 0)) return;
  const where = root === "" ? category : `${root}/test`;
  throw new InputError(`${where}: no normal (test/good) images; the AUROC needs both kinds`);
}
