/**
 * Scores whole sets of images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector, ScoredBatch } from "../methods/detector.ts";
import type { ProgressListener } from "./progress.ts";
import { readAhead } from "./read_ahead.ts";
import { yielder } from "./yielder.ts";

/** Pixels in one call of the detector: enough work that the call itself costs little. */
const BATCH_PIXELS = 8 * 128 * 128;

/**
 * Images in one call of the detector, by their size alone; a short last batch is filled up. The
 * library picks other kernels for other batch sizes, and their last bits differ.
 */
function batchSize({ height, width }: ImageSet): number {
  return Math.max(8, Math.min(64, Math.floor(BATCH_PIXELS / (height * width))));
}

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
  let done = 0;
  const pause = yielder(
    options.signal,
    () => `scoring stopped after ${done} of ${count} images`,
  );
  const started = performance.now();
  const results = new Map<string, Float32Array>();
  const batch = batchSize(set);
  const starts = Array.from({ length: Math.ceil(count / batch) }, (_, i) => i * batch);
  const readBatch = async (start: number) => {
    const indices = Array.from({ length: batch }, (_, i) => Math.min(start + i, count - 1));
    return { start, values: await toBatch(set, indices) };
  };
  const shape = [batch, set.height, set.width, set.channels] as const;
  for await (const { start, values } of readAhead(starts, readBatch)) {
    await pause();
    const used = Math.min(batch, count - start);
    const scored = await readAndDispose(
      tf.tidy(() => present(detector.score(tf.tensor4d(values, [...shape])))),
    );
    for (const [name, values] of Object.entries(scored)) {
      const size = values.length / batch;
      if (!results.has(name)) results.set(name, new Float32Array(count * size));
      results.get(name)!.set(values.subarray(0, used * size), start * size);
    }
    done = start + used;
    options.onProgress?.({
      phase: "score",
      done,
      total: count,
      imagesPerSecond: (done * 1000) / (performance.now() - started),
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
