/**
 * Scores whole sets of images.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector, ScoredBatch } from "../methods/detector.ts";
import { batchResults } from "./batch_results.ts";
import type { ProgressListener } from "./progress.ts";

/** Raw results for a set of images, in its order. */
export interface ScoredImages {
  /** `[n]`. */
  readonly scores: Float32Array;
  /** `[n, h, w]`, where the method has maps. */
  readonly maps?: Float32Array;
  /** `[n, h, w, c]` in [−1, 1], where the method reconstructs. */
  readonly reconstructions?: Float32Array;
  /** Time that scoring took. */
  readonly seconds: number;
}

/**
 * Scores every image; the result of one does not depend on which others are in the set.
 *
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function scoreImages(
  detector: Detector,
  set: ImageSet,
  options: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
): Promise<ScoredImages> {
  const count = set.files.length;
  const started = performance.now();
  const results = new Map<string, Float32Array>();
  const compute = (images: tf.Tensor4D) => present(detector.score(images));
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
    options.onProgress?.({
      phase: "score",
      done: start + done,
      total: count,
      imagesPerSecond: ((start + done) * 1000) / (performance.now() - started),
    });
  }
  for (const [name, values] of results) requireFiniteResults(set, name, values);
  return {
    scores: results.get("scores") ?? new Float32Array(),
    maps: results.get("maps"),
    reconstructions: results.get("reconstructions"),
    seconds: (performance.now() - started) / 1000,
  };
}

/** What one value of each result is called. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  scores: "score",
  maps: "error map holds a value that",
  reconstructions: "reconstruction holds a value that",
};

function requireFiniteResults({ files }: ImageSet, name: string, values: Float32Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const { path } = files[Math.floor(bad * files.length / values.length)]!;
  throw new InputError(`${path}: the detector's ${VALUE_NAMES[name]} is ${values[bad]}`);
}

/** The tensors that the detector gives. */
function present({ scores, maps, reconstructions }: ScoredBatch): Record<string, tf.Tensor> {
  return { scores, ...(maps && { maps }), ...(reconstructions && { reconstructions }) };
}
