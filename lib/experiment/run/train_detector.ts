/**
 * Trains a detector in a notebook or a script, with checkpoints, so that Stop loses nothing.
 *
 * @module
 */
import { type CategoryImages, type Dataset, reportSplit } from "../../data/mod.ts";
import type { Detector, FitReport } from "../../detector/contract/detector.ts";
import type { ProgressListener } from "../../train/progress.ts";
import { openCheckpoints } from "../output/checkpoints.ts";

/** How to train, and where to save. */
export interface TrainDetectorOptions {
  /** Folder of the checkpoint, which is created; the model may be saved there afterwards. */
  readonly folder: string;
  /** Seed of the order of images and every other draw in training. Default 0. */
  readonly seed?: number;
  /** Stops between two steps; the next call resumes from the checkpoint. */
  readonly signal?: AbortSignal;
  /** Called at every step. */
  readonly onProgress?: ProgressListener;
}

/** The result of a training. */
export interface Trained extends FitReport {
  /**
   * The trained detector. Later cells take it from here, so that they cannot run before training
   * ends.
   */
  readonly trained: Detector;
}

/**
 * Trains with checkpoints in a folder: after a stop, the next call reaches the same weights as an
 * uninterrupted training. The checkpoint of a finished training is removed.
 *
 * @param detector An untrained detector.
 * @param dataset The dataset that `images` were decoded from.
 * @param images The decoded images, of which `train` is trained on.
 * @throws {InputError} If the checkpoint in the folder is of another configuration, seed or data.
 * @throws {StoppedError} If `options.signal` is aborted, after the checkpoint was written.
 *
 * @example
 * ```ts
 * import { trainDetector } from "./train_detector.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * const config = { epochs: 1, levels: 2, baseWidth: 4 };
 * using detector = await createDetector("ae", category, { imageSize: 16, config });
 * const images = await decodeCategory(category, detector.config);
 * const folder = await Deno.makeTempDir();
 * const { trained, history } = await trainDetector(detector, category, images, { folder });
 * assertEquals([trained, history.losses.length], [detector, 1]);
 * ```
 */
export async function trainDetector(
  detector: Detector,
  dataset: Dataset,
  images: CategoryImages,
  { folder, seed = 0, signal, onProgress }: TrainDetectorOptions,
): Promise<Trained> {
  const checkpoints = await openCheckpoints(folder, detector, {
    seed,
    data: (await reportSplit(dataset)).trainingFingerprint,
    advice: "run this cell again to go on",
  });
  const report = await detector.fit(images.train, { seed, signal, onProgress, checkpoints });
  await checkpoints.remove();
  return { ...report, trained: detector };
}
