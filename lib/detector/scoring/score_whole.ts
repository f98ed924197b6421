/**
 * Scores images of the size of a network's input.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/images/image_set.ts";
import { InputError } from "../../errors.ts";
import { batchResults } from "../../train/batch_results.ts";
import { calibratedErrors, errorMaps, logGradients, roughnessMaps } from "../calibration/errors.ts";
import type { ScoredBatch } from "../contract/detector.ts";
import { scoreBatch } from "../contract/score_batch.ts";
import { errorStatistics } from "../define/error_statistics.ts";
import { listenToSearch } from "../fit/search_progress.ts";
import type { PartialValues, Scoring, ScoringOptions } from "./scored_images.ts";

/**
 * Scores images batch by batch.
 *
 * @returns The values of one batch after the other.
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function* scoreWhole(
  detector: Scoring,
  set: ImageSet,
  options: ScoringOptions,
): AsyncGenerator<PartialValues, void> {
  const total = set.files.length;
  const started = performance.now();
  let scored = 0;
  const tell = (done: number) =>
    options.onProgress?.({
      phase: "score",
      done,
      total,
      ...(done > 0 && { imagesPerSecond: (done * 1000) / (performance.now() - started) }),
    });
  using _ = listenToSearch((share, images) => {
    // The batch's results are not read yet; images that only fill it up do not count.
    tell(Math.min(total - 1, scored + Math.floor(share * Math.min(images, total - scored))));
  });
  tell(0);
  const derive = (images: tf.Tensor4D, scored: ScoredBatch) => {
    const { scores, maps, reconstructions } = scored;
    const sigma = detector.errors?.sigma ?? 0;
    return {
      scores,
      ...(maps && { maps }),
      ...(reconstructions &&
        { reconstructions, ...errorStatistics(images, reconstructions, sigma) }),
      ...options.calibration?.apply(images, scored),
      ...(options.keepErrors && reconstructions && {
        errorMaps: errorMaps(images, scored, calibratedErrors(detector)),
        roughness: roughnessMaps(images),
        logGradients: logGradients(images),
      }),
    };
  };
  const compute = (images: tf.Tensor4D) =>
    scoreBatch(detector, images, (scored) => derive(images, scored));
  const batches = batchResults(set, compute, {
    activity: "scoring",
    batchSize: detector.scoredTogether,
    signal: options.signal,
  });
  for await (const batch of batches) {
    requireFiniteResults(set, batch);
    scored = batch.start + batch.count;
    tell(scored);
    yield batch;
  }
}

/** What messages call one value of each result. */
const VALUE_NAMES = {
  scores: "score",
  maps: "error map holds a value that",
  reconstructions: "reconstruction holds a value that",
  calibrated: "calibrated score",
} as const;

function requireFiniteResults(
  { files }: ImageSet,
  { start, count, values }: PartialValues,
): void {
  for (const [name, what] of Object.entries(VALUE_NAMES)) {
    const found = values.get(name) ?? new Float32Array();
    const bad = found.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const { path } = files[start + Math.floor(bad * count / found.length)]!;
    throw new InputError(`${path}: the detector's ${what} is ${found[bad]}`);
  }
}
