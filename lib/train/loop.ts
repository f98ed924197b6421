/**
 * The training loop.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { nameBatch } from "../backend/out_of_memory.ts";
import { readAndDispose } from "../backend/read.ts";
import { InputError } from "../errors.ts";
import { nonFiniteParts, requireFinite } from "../nn/variables/finite.ts";
import type { Stateful } from "../nn/variables/stateful.ts";
import type { Checkpoints, TrainingProgress } from "./checkpoint.ts";
import { batches, type FeedOptions } from "./feed.ts";
import type { ProgressOptions } from "./progress.ts";
import { yielder } from "./yielder.ts";

/** Named loss terms of one step; `total` is what was minimised. */
export type LossTerms = { readonly total: tf.Scalar } & Readonly<Record<string, tf.Scalar>>;

/**
 * Computes one batch and updates the variables. The images are borrowed; the loop disposes the terms.
 */
export type TrainingStep = (
  images: tf.Tensor4D,
  at: {
    readonly step: number;
    readonly learningRateFactor: number;
    /** Indices of the images in their set. */
    readonly indices: readonly number[];
  },
) => LossTerms | Promise<LossTerms>;

/** Options of the loop. */
export interface LoopOptions extends Omit<FeedOptions, "skip">, ProgressOptions {
  readonly step: TrainingStep;
  /** All values that the step changes. */
  readonly state: Stateful;
  /** Share of all steps after which the learning rate is multiplied by `decayFactor`. Default 1. */
  readonly decayAt?: number;
  /** Default 1: the rate does not change. */
  readonly decayFactor?: number;
  /** Whether it is multiplied again after every further such share. Default false. */
  readonly decayRepeats?: boolean;
  /** Where to resume from, and what to write from time to time and when the training is stopped. */
  readonly checkpoints?: Checkpoints;
}

/** Mean loss terms of one epoch. */
export type EpochLosses = Readonly<Record<string, number>>;

/** The results of a training run besides the weights. */
export interface TrainingHistory {
  /** Mean of each loss term, one entry per epoch. */
  readonly losses: readonly EpochLosses[];
  /** Updates of the weights. */
  readonly steps: number;
  /** Wall time, including that of interrupted runs that this one continued. */
  readonly seconds: number;
  /** How much of it those earlier runs took. */
  readonly secondsBefore: number;
}

/**
 * Trains for a fixed number of epochs on {@linkcode batches}; the weights of the last step are the
 * result.
 *
 * With checkpoints the training continues where it was interrupted, to the same bits: the order of
 * images follows from the seed and the number of the step.
 *
 * @throws {InputError} If there are no images.
 * @throws {InputError} At the first loss term that is not finite, naming epoch, batch, terms and the
 * networks whose weights are not finite either, and before such values would replace a checkpoint.
 * @throws {InputError} If the checkpoint cannot be used.
 * @throws {StoppedError} If `signal` is aborted, between two steps, after a checkpoint.
 */
export async function trainLoop(options: LoopOptions): Promise<TrainingHistory> {
  const { checkpoints, state, decayFactor = 1 } = options;
  if (options.images.files.length === 0) {
    throw new InputError("training: there are no images to train on");
  }
  const { losses, sums, seconds: secondsBefore, ...resumed } = await resume(options);
  let step = resumed.step;
  const started = performance.now();
  const secondsSoFar = () => secondsBefore + (performance.now() - started) / 1000;
  const save = async () => {
    if (!checkpoints) return;
    const tensors = await state.export();
    requireFinite(tensors, `training: after ${step} steps`);
    await checkpoints.save({ ...{ step, losses, sums, seconds: secondsSoFar() }, tensors });
  };
  let where = "";
  const pause = yielder(
    options.signal,
    () =>
      `training stopped in ${where}; ` +
      (!checkpoints
        ? "the weights stay as they are now"
        : step > 0
        ? `saved in ${checkpoints.source}` + (checkpoints.advice ? `; ${checkpoints.advice}` : "")
        : "nothing to save yet"),
  );
  let betweenSteps = true;
  try {
    for await (const taken of batches({ ...options, skip: step })) {
      const { images, indices, epoch, batch, perEpoch } = taken;
      try {
        const total = options.epochs * perEpoch;
        where = `epoch ${epoch} of ${options.epochs}, after ${step} of ${total} steps`;
        await pause();
        betweenSteps = false;
        const learningRateFactor = decayFactor ** countDecays(options, step, total);
        step++;
        const terms = await computeTerms(options.step, images, {
          step,
          learningRateFactor,
          indices,
        });
        if (!addTerms(sums, terms)) {
          throw await diverged(terms, `epoch ${epoch}, batch ${batch} of ${perEpoch}`, state);
        }
        options.onProgress?.({
          phase: "train",
          done: step,
          total,
          epoch,
          epochs: options.epochs,
          loss: sums.total! / batch,
          terms: Object.fromEntries(Object.entries(terms).map(([name, [value]]) => [name, value!])),
          learningRateFactor,
          imagesPerSecond: ((step - resumed.step) * images.shape[0] * 1000) /
            (performance.now() - started),
        });
        if (batch === perEpoch) {
          losses.push(averages(sums, perEpoch));
          for (const name of Object.keys(sums)) delete sums[name];
        }
        if (step === total || checkpoints?.due()) await save();
        betweenSteps = true;
      } finally {
        images.dispose();
      }
    }
  } catch (error) {
    // Stopped, or the next images cannot be read: what was computed so far is complete.
    if (betweenSteps && step > resumed.step) await save();
    throw error;
  }
  return { losses, steps: step, seconds: secondsSoFar(), secondsBefore };
}

/** The values of a step's terms. */
async function computeTerms(
  step: TrainingStep,
  images: tf.Tensor4D,
  at: Parameters<TrainingStep>[1],
): Promise<Record<string, Float32Array>> {
  try {
    return await readAndDispose(await step(images, at));
  } catch (error) {
    throw nameBatch(error, "training on", images.shape);
  }
}

/** How often the rate has dropped after `step` of `total` steps. */
function countDecays(
  { decayAt = 1, decayRepeats }: LoopOptions,
  step: number,
  total: number,
): number {
  if (step < decayAt * total) return 0;
  // 0.3 / 0.1 is below 3
  return decayRepeats ? Math.floor(step / (decayAt * total) + 1e-9) : 1;
}

/** Where the training starts: at the last checkpoint or at the beginning. */
async function resume(
  { checkpoints, state }: LoopOptions,
): Promise<TrainingProgress & { losses: EpochLosses[]; sums: Record<string, number> }> {
  const checkpoint = await checkpoints?.load();
  if (!checkpoint) return { step: 0, losses: [], sums: {}, seconds: 0 };
  const { tensors, ...progress } = checkpoint;
  state.import(tensors, checkpoints!.source);
  return { ...progress, losses: [...progress.losses], sums: { ...progress.sums } };
}

/** Adds the terms of a step to the sums, if all are finite. */
function addTerms(
  sums: Record<string, number>,
  terms: Readonly<Record<string, Float32Array>>,
): boolean {
  const entries = Object.entries(terms).map(([name, [value]]) => [name, value!] as const);
  if (!entries.every(([, value]) => Number.isFinite(value))) return false;
  for (const [name, value] of entries) sums[name] = (sums[name] ?? 0) + value;
  return true;
}

/**
 * Names the terms that are not finite, and the networks: if there are several, one may have started
 * it.
 */
async function diverged(
  terms: Readonly<Record<string, Float32Array>>,
  where: string,
  state: Stateful,
): Promise<InputError> {
  const bad = Object.entries(terms).filter(([, [value]]) => !Number.isFinite(value));
  const value = bad[0]![1][0];
  const names = bad.map(([name]) => name);
  const found = names.length === 1 ? `term ${names} is` : `terms ${names.join(", ")} are`;
  const networks = nonFiniteParts(await state.export());
  const weights = networks.length === 0 ? "" : `, as are weights of ${networks.join(", ")}`;
  return new InputError(
    `training: loss ${found} ${value} in ${where}${weights}; a lower learningRate usually helps`,
  );
}

function averages(sums: Readonly<Record<string, number>>, count: number): EpochLosses {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
}
