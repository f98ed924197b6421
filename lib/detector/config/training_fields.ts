/**
 * Fields of how long and how fast is trained, with their defaults.
 *
 * @module
 */
import type { Facts } from "./define_config.ts";
import { fraction, type ImageSize, isSmall, natural, positive } from "./fields.ts";

/** Fields that {@linkcode defaultEpochs} depends on. */
export interface Batches extends Facts {
  readonly batchSize: number;
}

/**
 * Passes and images per step, by default {@linkcode defaultEpochs} and {@linkcode defaultBatchSize}.
 */
export const passFields = {
  epochs: {
    schema: natural,
    default: ({ facts, batchSize }: Batches): number =>
      defaultEpochs(facts.trainingImages, batchSize),
    doc: "Passes over the training images. Default: as many as make 1,300 steps, at least 50.",
  },
  batchSize: {
    schema: natural,
    default: ({ imageSize }: ImageSize): number => defaultBatchSize(imageSize),
    doc: "Images a step. Default 8; 64 at 32 pixels.",
  },
};

/** The same, and the rate of one Adam. */
export const trainingFields = {
  ...passFields,
  learningRate: { schema: positive, default: 1e-3, doc: "Rate of Adam. Default 1e-3." },
};

/** The single drop of the learning rate. */
export const decayFields = {
  decayAt: {
    schema: fraction,
    default: 0.7,
    doc: "Share of the steps after which the rate drops. Default 0.7.",
  },
  decayFactor: {
    schema: positive,
    default: 0.1,
    doc: "What the rate is multiplied by then. Default 0.1.",
  },
};

/** Images per step: 64 up to 32 pixels, 8 above, where each takes more computing. */
export function defaultBatchSize(imageSize: number): number {
  return isSmall({ imageSize }) ? 64 : 8;
}

/** As many passes as make 1,300 steps, at least 50. */
export function defaultEpochs(trainingImages: number, batchSize: number): number {
  return passesFor(1300, trainingImages, batchSize, 50);
}

/** As many passes as make `steps` steps of full batches, at least `least`. */
export function passesFor(
  steps: number,
  trainingImages: number,
  batchSize: number,
  least: number,
): number {
  const stepsPerEpoch = Math.max(1, Math.floor(trainingImages / batchSize));
  return Math.max(least, Math.ceil(steps / stepsPerEpoch));
}
