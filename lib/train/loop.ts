/**
 * The training loop.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Random } from "../random.ts";
import type { ProgressListener } from "./progress.ts";
import { yielder } from "./yielder.ts";

/** Named loss terms of one step; `total` is what was minimised. */
export type LossTerms = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Scalar>>;

/** Computes one batch and updates the variables. Its tensors are tidied up by the loop. */
export type TrainingStep = (
  images: tf.Tensor4D,
  at: { readonly step: number; readonly learningRateFactor: number },
) => LossTerms;

/** What the loop needs. */
export interface LoopOptions {
  readonly images: ImageSet;
  readonly step: TrainingStep;
  readonly epochs: number;
  readonly batchSize: number;
  /** Share of all steps after which the learning rate is multiplied by `decayFactor`. */
  readonly decayAt: number;
  readonly decayFactor: number;
  /** Source of the order of images. */
  readonly random: Random;
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
 * Trains for a fixed number of epochs; the weights of the last step are the result.
 *
 * Each epoch visits the images in a new seeded order in full batches; the images of an incomplete
 * last batch are left out of that epoch.
 *
 * @throws {InputError} At the first loss term that is not finite, naming epoch, batch and term.
 * @throws {StoppedError} If `signal` is aborted, between two steps.
 */
export async function trainLoop(options: LoopOptions): Promise<TrainingHistory> {
  const { images, epochs, random } = options;
  const count = images.files.length;
  const batchSize = Math.min(options.batchSize, count);
  const batches = Math.floor(count / batchSize);
  const shape = [batchSize, images.height, images.width, images.channels] as const;
  const pause = yielder(options.signal);
  const started = performance.now();
  const losses: EpochLosses[] = [];
  let step = 0;

  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = random.permutation(count);
    const sums: Record<string, number> = {};
    for (let batch = 0; batch < batches; batch++) {
      await pause();
      const learningRateFactor = step < options.decayAt * epochs * batches
        ? 1
        : options.decayFactor;
      step++;
      const values = toBatch(images, order.slice(batch * batchSize, (batch + 1) * batchSize));
      const terms = await readAndDispose(
        tf.tidy(() => options.step(tf.tensor4d(values, [...shape]), { step, learningRateFactor })),
      );
      for (const [name, values] of Object.entries(terms)) {
        const value = values[0]!;
        if (!Number.isFinite(value)) {
          throw new InputError(
            `training: loss term ${name} is ${value} in epoch ${epoch}, batch ${batch + 1} of ` +
              `${batches}; a lower learningRate usually helps`,
          );
        }
        sums[name] = (sums[name] ?? 0) + value;
      }
      options.onProgress?.({
        phase: "train",
        done: step,
        total: epochs * batches,
        epoch,
        epochs,
        loss: sums.total! / (batch + 1),
        imagesPerSecond: (step * batchSize * 1000) / (performance.now() - started),
      });
    }
    losses.push(
      Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / batches])),
    );
  }
  return { losses, steps: step, seconds: (performance.now() - started) / 1000 };
}
