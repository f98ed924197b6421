/**
 * Scores whole sets of images.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector, ScoredBatch } from "../methods/detector.ts";
import { errorNorms, errorStatistics } from "../methods/error_statistics.ts";
import { listenToSearch } from "../methods/search_progress.ts";
import { batchResults } from "./batch_results.ts";
import { scoreTiled } from "./score_tiled.ts";
import type { ScoredImages, ScoringOptions } from "./scored_images.ts";

export type { ScoredImages, ScoringOptions } from "./scored_images.ts";

/**
 * Scores every image; the result of one does not depend on which others are in the set. Images of a
 * set with a `tiling` are scored in tiles, whose maps are blended, see `scoreTiled`.
 *
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function scoreImages(
  detector: Detector,
  set: ImageSet,
  options: ScoringOptions = {},
): Promise<ScoredImages> {
  if (set.tiling) return await scoreTiled(detector, set, set.tiling, options);
  const count = set.files.length;
  const started = performance.now();
  const results = new Map<string, Float32Array>();
  let scored = 0;
  const tell = (done: number) =>
    options.onProgress?.({
      phase: "score",
      done,
      total: count,
      ...(done > 0 && { imagesPerSecond: (done * 1000) / (performance.now() - started) }),
    });
  using _ = listenToSearch((share, images) => {
    // The batch is not read yet; images that fill it up count for none.
    tell(Math.min(count - 1, scored + Math.floor(share * Math.min(images, count - scored))));
  });
  tell(0);
  const compute = (images: tf.Tensor4D) => {
    const { scores, maps, reconstructions } = detector.score(images);
    const sigma = detector.errors?.sigma ?? 0;
    return {
      scores,
      ...(maps && { maps }),
      ...(reconstructions &&
        { reconstructions, ...errorStatistics(images, reconstructions, sigma) }),
    };
  };
  const batches = batchResults(set, compute, {
    activity: "scoring",
    batchSize: detector.scoredTogether,
    signal: options.signal,
  });
  for await (const { start, count: done, values } of batches) {
    for (const [name, part] of values) {
      const size = part.length / done;
      if (!results.has(name)) results.set(name, new Float32Array(count * size));
      results.get(name)!.set(part, start * size);
    }
    scored = start + done;
    tell(scored);
  }
  for (const name of Object.keys(VALUE_NAMES) as (keyof ScoredBatch)[]) {
    requireFiniteResults(set, name, results.get(name) ?? new Float32Array());
  }
  const [mse, top, max] = [results.get("mse"), results.get("top"), results.get("max")];
  const values = set.height * set.width * set.channels;
  return {
    scores: results.get("scores") ?? new Float32Array(),
    maps: results.get("maps"),
    reconstructions: results.get("reconstructions"),
    statistics: mse && top && max && { mse, l2: errorNorms(mse, values), top, max },
    seconds: (performance.now() - started) / 1000,
  };
}

/** What one value of each result is called. */
const VALUE_NAMES: Readonly<Record<keyof ScoredBatch, string>> = {
  scores: "score",
  maps: "error map holds a value that",
  reconstructions: "reconstruction holds a value that",
};

function requireFiniteResults(
  { files }: ImageSet,
  name: keyof ScoredBatch,
  values: Float32Array,
): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const { path } = files[Math.floor(bad * files.length / values.length)]!;
  throw new InputError(`${path}: the detector's ${VALUE_NAMES[name]} is ${values[bad]}`);
}
