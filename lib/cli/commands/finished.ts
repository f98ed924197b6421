/**
 * Checks what `train` finds in `--out`.
 *
 * @module
 */
import { graphOptions } from "../../backend/settings/graph_options.ts";
import { type Dataset, reportSplit } from "../../data/mod.ts";
import { resolveCalibration } from "../../detector/calibration/options.ts";
import { InputError } from "../../errors.ts";
import { CHECKPOINT_NAME } from "../../experiment/output/checkpoints.ts";
import { OutputFolder } from "../../experiment/output/output_folder.ts";
import { readWritten, RESULT_FILES } from "../../experiment/output/written.ts";
import { differences } from "../../experiment/provenance/same_run.ts";
import type { RunOptions } from "../../experiment/run/run.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { completeConfig, type DetectorOptions } from "../../registry/create.ts";
import { findMethod } from "../../registry/registry.ts";

/** How to treat what is there. */
export interface FoundOptions {
  readonly out: string;
  readonly overwrite?: true;
  readonly resume?: true;
}

/**
 * Whether `--out` holds a finished run.
 *
 * @throws {InputError} If the folder holds results of a training or of `score`, and neither option
 * says how to treat them.
 */
export async function findFinished({ out, overwrite, resume }: FoundOptions): Promise<boolean> {
  if (overwrite && resume) {
    throw new InputError("--overwrite and --resume: choose one of them");
  }
  const exists = (name: string) => Deno.stat(`${out}/${name}`).then(() => true, () => false);
  if (overwrite) return false;
  const finished = await exists("record.json");
  if (finished && !resume) {
    throw new InputError(
      `--out ${out}: already holds a finished run; choose another folder or pass --overwrite`,
    );
  }
  if (!resume && await exists(CHECKPOINT_NAME)) {
    throw new InputError(
      `--out ${out}: holds an interrupted run; pass --resume to go on with it, or --overwrite`,
    );
  }
  // An interrupted training lists its checkpoint, even where it had not yet written one.
  const interrupted = resume && (await readWritten(out)).has(CHECKPOINT_NAME);
  if (!finished && !interrupted) await OutputFolder.requireUnused(out, RESULT_FILES);
  return finished;
}

/**
 * Refuses a finished run that differs from the requested one.
 *
 * @throws {InputError} Naming what differs.
 */
export async function requireSameRun(
  out: string,
  { method, seed, dataset, calibration, ...options }: DetectorOptions & {
    readonly method: string;
    readonly seed: number;
    readonly dataset: Dataset;
    readonly calibration?: RunOptions["calibration"];
  },
): Promise<void> {
  const record = await readRecord(`${out}/record.json`);
  const { fields = {}, source = "calibration" } = calibration ?? {};
  const config = record.method === method ? await completeConfig(method, dataset, options) : {};
  const { fingerprint } = await reportSplit(dataset);
  const differing = differences(record, {
    ...{ method, seed, fingerprint, protocol: dataset.protocol },
    config: { ...config },
    calibration: resolveCalibration(fields, Number(record.config.imageSize), source),
    precision: graphOptions().precision,
  });
  if (differing.length === 0) return;
  const [was, is] = [record.epochs, (config as { epochs?: number }).epochs ?? 0];
  const longer = is > was && differing.length === 1
    ? findMethod(method).goesOn
      ? `; to go on from its weights: --from ${out} --epochs ${is}, with another --out`
      : `; ${method} keeps too little with its model to train on: train anew`
    : "";
  throw new InputError(
    `--out ${out}: holds another finished run: ${differing.join("; ")}${longer}; choose another ` +
      "folder or pass --overwrite",
  );
}
