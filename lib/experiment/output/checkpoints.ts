/**
 * The checkpoints of a run.
 *
 * @module
 */
import type { Detector } from "../../detector/contract/detector.ts";
import { prepareFolder } from "../../files.ts";
import { configHash } from "../../record/run/config_hash.ts";
import { namedPlugin } from "../../registry/plugin.ts";
import { CheckpointFile } from "../../train/checkpoint.ts";
import { arithmeticFacts, codeVersion } from "../provenance/environment.ts";

/** Name of the checkpoint in a run's folder. */
export const CHECKPOINT_NAME = "checkpoint.safetensors";

/** The facts that identify a training besides its detector, and options. */
export interface CheckpointOptions {
  /** The seed that `fit` gets. */
  readonly seed: number;
  /** `trainingFingerprint` of the data, from `reportSplit`: masks and test images may change. */
  readonly data: string;
  /** `fingerprint` of all data, which identifies older checkpoints. */
  readonly allData?: string;
  /** Seconds between two checkpoints. Default 60. */
  readonly interval?: number;
  /** How to resume a stopped training, for its message. Default: left to the caller. */
  readonly advice?: string;
}

/**
 * Opens the checkpoint of a training: `checkpoint.safetensors` in a folder, which is created.
 *
 * `fit` writes it every minute and when the training is stopped; the next `fit` with it continues
 * from there, with the same bits. A checkpoint of another configuration, seed, data, backend or
 * version is refused. The caller removes it when the training is done.
 *
 * @throws {AccessError} If nothing can be written to the folder.
 *
 * @example
 * ```ts
 * import { openCheckpoints } from "./checkpoints.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { loadCategory, reportSplit } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("daad", category, { imageSize: 32 });
 * const { trainingFingerprint: data } = await reportSplit(category);
 * const folder = await Deno.makeTempDir();
 * const checkpoints = await openCheckpoints(folder, detector, { seed: 0, data });
 * // detector.fit(images, { seed: 0, signal, checkpoints }), as often as it was stopped
 * assertEquals(await checkpoints.load(), undefined);
 * await checkpoints.remove();
 * ```
 */
export async function openCheckpoints(
  folder: string,
  { method, config }: Detector,
  { seed, data, allData, interval, advice }: CheckpointOptions,
): Promise<CheckpointFile> {
  const { plugin } = namedPlugin(method);
  await prepareFolder(folder);
  // Everything that decides the bits of a training.
  const identity = {
    method,
    configuration: await configHash(config),
    seed,
    data,
    ...await arithmeticFacts(),
    ...(plugin && { "plug-in": plugin.sha256 }),
    version: codeVersion().version,
  };
  const before = allData === undefined ? undefined : { data: allData };
  const path = `${folder}/${CHECKPOINT_NAME}`;
  return new CheckpointFile(path, identity, {
    ...{ interval, advice, before },
    config: { ...config },
  });
}
