/**
 * The measured cases, which both sides read from `cases.json`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../lib/backend/read.ts";
import { toBatch } from "../lib/data/images/image_set.ts";
import { type MemoryImages, memoryImages } from "../lib/data/images/memory_images.ts";
import type { Detector } from "../lib/detector/contract/detector.ts";
import { scoreBatch } from "../lib/detector/contract/score_batch.ts";
import { StoppedError } from "../lib/errors.ts";
import { Random } from "../lib/random.ts";
import { findMethod } from "../lib/registry/registry.ts";
import cases from "./cases.json" with { type: "json" };

/** Name of a case. */
export type CaseName = keyof typeof cases;

/** All names, in the order in which they run. */
export const CASES = Object.keys(cases) as CaseName[];

/** The figures of one process, in milliseconds per step or batch. */
export interface Timing {
  readonly case: string;
  readonly variant: string;
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly samples: number;
  /** From the start of the process to the end of the first step or batch. */
  readonly first_ms: number;
  /** Peak resident memory of the process. */
  readonly peak_mb: number;
  /** Peak memory without pages of files, such as libraries; only on Linux. */
  readonly own_mb?: number;
}

/** A case: a method, how it differs from its defaults, and the sizes. */
export interface Sizes {
  readonly method: string;
  readonly kind: "train" | "score";
  /** Height and width in pixels. */
  readonly image_size: number;
  /** Images per step or batch. */
  readonly batch: number;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Variants to measure. Default: all. PyTorch versions exist for some methods only. */
  readonly variants?: readonly string[];
}

/** The case's sizes. */
export function sizesOf(name: CaseName): Sizes {
  return cases[name] as Sizes;
}

/** Makes a detector with the case's sizes that trains for `steps` steps of one batch each. */
export function makeDetector(
  name: CaseName,
  steps: number,
  batch: number = sizesOf(name).batch,
): Detector {
  const { method: id, image_size, overrides } = sizesOf(name);
  const method = findMethod(id);
  const facts = { imageSize: image_size, channels: 3, trainingImages: batch } as const;
  const training = { batchSize: batch, epochs: steps };
  return method.create(method.resolve({ ...overrides, ...training }, facts, "bench"), 0);
}

/**
 * Trains for `times` steps, or scores as many batches, and returns when each ended.
 *
 * @param onDetector Receives the detector before it is used.
 */
export async function repeatCase(
  name: CaseName,
  times: number,
  onDetector: (detector: Detector) => void = () => {},
): Promise<number[]> {
  const isTraining = sizesOf(name).kind === "train";
  using detector = makeDetector(name, isTraining ? times : 1);
  onDetector(detector);
  return await (isTraining ? trainSteps : scoreBatches)(detector, makeImages(name), times);
}

/**
 * An epoch of a method may have more steps than one, so the training is stopped after those that are
 * wanted; what follows a training is left out.
 */
async function trainSteps(
  detector: Detector,
  images: MemoryImages,
  steps: number,
): Promise<number[]> {
  const ends: number[] = [];
  const stop = new AbortController();
  const onProgress = () => {
    ends.push(performance.now());
    if (ends.length === steps) stop.abort();
  };
  try {
    await detector.fit(images, { seed: 0, onProgress, signal: stop.signal });
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  }
  return ends.slice(0, steps);
}

/** A batch has ended when its scores are read. */
async function scoreBatches(
  detector: Detector,
  images: MemoryImages,
  batches: number,
): Promise<number[]> {
  const { height, width, channels, files: { length: batch } } = images;
  const pixels = await toBatch(images, Array.from({ length: batch }, (_, i) => i));
  const ends: number[] = [];
  for (let i = 0; i < batches; i++) {
    const input = tf.tensor4d(pixels, [batch, height, width, channels]);
    await readAndDispose(await scoreBatch(detector, input, ({ scores }) => ({ scores })));
    input.dispose();
    ends.push(performance.now());
  }
  return ends;
}

/** Makes one batch of random images. */
export function makeImages(
  name: CaseName,
  batch: number = sizesOf(name).batch,
): MemoryImages {
  const { image_size: size } = sizesOf(name);
  const random = new Random(0);
  const file = { path: "random", label: 0, type: "good" } as const;
  return memoryImages({
    files: Array.from({ length: batch }, () => file),
    height: size,
    width: size,
    channels: 3,
    pixels: Uint8Array.from({ length: batch * size * size * 3 }, () => random.integer(256)),
  });
}
