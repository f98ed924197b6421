/**
 * The training loop.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import { InputError } from "../errors.ts";
import { batches, type FeedOptions } from "./feed.ts";
import type { ProgressListener } from "./progress.ts";
import { yielder } from "./yielder.ts";

/** Named loss terms of one step; `total` is what was minimised. */
export type LossTerms = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Scalar>>;

/**
 * Computes one batch and updates the variables. The images are borrowed; the loop disposes the terms.
 */
export type TrainingStep = (
  images: tf.Tensor4D,
  at: { readonly step: number; readonly learningRateFactor: number },
) => LossTerms | Promise<LossTerms>;

/** What the loop needs. */
export interface LoopOptions extends FeedOptions {
  readonly step: TrainingStep;
  /** Share of all steps after which the learning rate is multiplied by `decayFactor`. */
  readonly decayAt: number;
  readonly decayFactor: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Mean loss terms of one epoch. */
export type EpochLosses = Readonly<Record<string, number>>;

/** What a training run leaves behind besides the weights. */
export interface TrainingHistory {
  /** Mean of each loss term, one entry an epoch. */
  readonly losses: readonly EpochLosses[];
  /** Updates of the weights. */
  readonly steps: number;
  /** Wall time. */
  readonly seconds: number;
}

/**
 * Trains for a fixed number of epochs on {@linkcode batches}; the weights of the last step are the
 * result.
 *
 * @throws {InputError} At the first loss term that is not finite, naming epoch, batch and term.
 * @throws {StoppedError} If `signal` is aborted, between two steps.
 */
export async function trainLoop(options: LoopOptions): Promise<TrainingHistory> {
  const started = performance.now();
  const losses: EpochLosses[] = [];
  let sums: Record<string, number> = {};
  let step = 0;
  let where = "";
  const pause = yielder(
    options.signal,
    () => `training stopped in ${where}; the weights stay as they are now`,
  );
  for await (const { images, epoch, batch, perEpoch } of batches(options)) {
    try {
      const total = options.epochs * perEpoch;
      where = `epoch ${epoch} of ${options.epochs}, after ${step} of ${total} steps`;
      await pause();
      const learningRateFactor = step < options.decayAt * total ? 1 : options.decayFactor;
      step++;
      const terms = await readAndDispose(await options.step(images, { step, learningRateFactor }));
      addFiniteTerms(sums, terms, `epoch ${epoch}, batch ${batch} of ${perEpoch}`);
      options.onProgress?.({
        phase: "train",
        done: step,
        total,
        epoch,
        epochs: options.epochs,
        loss: sums.total! / batch,
        imagesPerSecond: (step * images.shape[0] * 1000) / (performance.now() - started),
      });
      if (batch === perEpoch) {
        losses.push(averages(sums, perEpoch));
        sums = {};
      }
    } finally {
      images.dispose();
    }
  }
  return { losses, steps: step, seconds: (performance.now() - started) / 1000 };
}

function addFiniteTerms(
  sums: Record<string, number>,
  terms: Readonly<Record<string, Float32Array>>,
  where: string,
): void {
  for (const [name, [value]] of Object.entries(terms)) {
    if (!Number.isFinite(value)) {
      throw new InputError(
        `training: loss term ${name} is ${value} in ${where}; a lower learningRate usually helps`,
      );
    }
    sums[name] = (sums[name] ?? 0) + value!;
  }
}

function averages(sums: Readonly<Record<string, number>>, count: number): EpochLosses {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
}
