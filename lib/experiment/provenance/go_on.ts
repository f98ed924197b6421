/**
 * Continues training from the weights of a finished run, for more epochs.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Dataset, reportSplit } from "../../data/mod.ts";
import type { Detector, StartedFrom } from "../../detector/contract/detector.ts";
import { AccessError, InputError } from "../../errors.ts";
import { decodeSafetensors } from "../../nn/variables/safetensors.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { completeConfig, type DetectorOptions } from "../../registry/create.ts";
import { findMethod } from "../../registry/registry.ts";
import { MODEL_NAME } from "../../registry/storage.ts";
import { differences } from "./same_run.ts";

/** The requested training, described as if it started from scratch. */
export interface GoingOn extends DetectorOptions {
  readonly method: string;
  readonly seed: number;
  readonly dataset: Dataset;
  /** `fp32` or `bf16`. */
  readonly precision: string;
}

/**
 * Returns the fields of the configuration with which a training continues from a finished run;
 * `epochs` is the number that remain. A run keeps only its weights, so the optimiser's moments, the
 * learning rate and the order of images start afresh; `startedFrom` records this.
 *
 * @param folder Folder of the finished run, which is not changed.
 * @param wanted The requested training, with all epochs, including those of the finished run.
 * @throws {InputError} If the method does not keep enough to continue, another setting differs, or no
 * epochs remain.
 */
export async function goOnFrom(
  folder: string,
  { method, seed, dataset, precision, ...options }: GoingOn,
): Promise<{ readonly epochs: number; readonly startedFrom: StartedFrom }> {
  if (!findMethod(method).goesOn) {
    throw new InputError(
      `--from ${folder}: ${method} keeps too little with its model to train on: train anew`,
    );
  }
  const record = await readRecord(`${folder}/record.json`);
  const config = await completeConfig(method, dataset, options);
  const { startedFrom: before, epochs: own, ...rest } = record.config as Record<string, unknown>;
  const { epochs: wanted, ...others } = config as unknown as Record<string, unknown>;
  const { fingerprint } = await reportSplit(dataset);
  const differing = differences({ ...record, config: rest }, {
    ...{ method, seed, fingerprint, protocol: dataset.protocol, precision, config: others },
  });
  if (differing.length > 0) {
    throw new InputError(`--from ${folder}: is a run of something else: ${differing.join("; ")}`);
  }
  const done = Number(own) + ((before as StartedFrom | undefined)?.epochs ?? 0);
  if (!(Number(wanted) > done)) {
    throw new InputError(
      `--from ${folder}: was trained for ${done} epochs; --epochs must be more, found ${wanted}`,
    );
  }
  const { configHash } = record;
  const weights = createHash("sha256").update(await readWeights(folder)).digest("hex");
  return {
    epochs: Number(wanted) - done,
    startedFrom: { epochs: done, configHash, weights, optimiser: "anew" },
  };
}

/**
 * Loads into a new detector the weights that its configuration says it starts from.
 *
 * @throws {InputError} If the folder's weights have changed.
 */
export async function startFrom(detector: Detector, folder: string): Promise<void> {
  const bytes = await readWeights(folder);
  const { startedFrom } = detector.config;
  if (createHash("sha256").update(bytes).digest("hex") !== startedFrom?.weights) {
    throw new InputError(`--from ${folder}: its weights were changed meanwhile; start again`);
  }
  const path = weightsPath(folder);
  detector.state.import(decodeSafetensors(bytes, path), path);
}

function weightsPath(folder: string): string {
  return `${folder}/${MODEL_NAME}`;
}

async function readWeights(folder: string): Promise<Uint8Array> {
  const path = weightsPath(folder);
  return await Deno.readFile(path).catch((error: unknown) => {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    const what = missing ? "not found; --from names a finished training" : "cannot be read";
    throw new AccessError(`${path}: ${what}`, { cause: error });
  });
}
