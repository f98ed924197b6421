/**
 * The fields that all adversarially trained methods share.
 *
 * @module
 */
import { z } from "zod";
import { InputError } from "../../errors.ts";
import { halvings } from "../../nn/layers/dcgan.ts";
import type { FieldOf } from "./define_config.ts";
import { beta, type ImageFields, imageFields, natural, positive } from "./fields.ts";
import { nextSizes } from "./halving.ts";
import { type Batches, passesFor } from "./training_fields.ts";

/** How every network of a method is trained: all have an Adam with the same settings. */
export interface GanConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per step. */
  readonly batchSize: number;
  /** Rate of every network's Adam. */
  readonly learningRate: number;
  /** Betas of every network's Adam. */
  readonly beta1: number;
  readonly beta2: number;
}

/** The weight of a term of a loss. */
export const weight = z.number().min(0);

/** When a discriminator that has won is reset. */
export const resetBelowField = {
  schema: z.number().min(0),
  default: 1e-5,
  doc: "Loss of the discriminator below which its weights are drawn anew. Default 1e-5; 0 = never.",
};

/** A method's own values. */
interface OwnTraining extends GanConfig {
  /**
   * The least number of steps that the epochs make. Default 1,000, which a class of CIFAR-10 or MNIST
   * reaches in any case. A folder of images has few: 209 images in 15 epochs with batches of 64 make
   * 45 updates, and nothing is learnt. No source states a number for such folders, so it is a choice.
   */
  readonly steps?: number;
}

/** {@linkcode GanConfig} and the input as fields. */
export interface GanFields extends ImageFields {
  readonly epochs: FieldOf<number, Batches>;
  readonly batchSize: FieldOf<number>;
  readonly learningRate: FieldOf<number>;
  readonly beta1: FieldOf<number>;
  readonly beta2: FieldOf<number>;
}

/** Size of the images and how the networks are trained. */
export function ganFields(
  { epochs, steps = 1000, batchSize, learningRate, beta1, beta2 }: OwnTraining,
): GanFields {
  return {
    ...imageFields,
    epochs: {
      schema: natural,
      default: ({ facts, batchSize }) => passesFor(steps, facts.trainingImages, batchSize, epochs),
      doc: `Passes over the training images. Default ${epochs}, or as many as make ${steps} steps.`,
    },
    batchSize: { schema: natural, default: batchSize, doc: `Images a step. Default ${batchSize}.` },
    learningRate: {
      schema: positive,
      default: learningRate,
      doc: `Rate of every network's Adam. Default ${learningRate}.`,
    },
    beta1: { schema: beta, default: beta1, doc: `First beta of every Adam. Default ${beta1}.` },
    beta2: { schema: beta, default: beta2, doc: `Second beta of every Adam. Default ${beta2}.` },
  };
}

/** Largest map that halving may end at: a fully connected layer covers it. */
const LARGEST_MAP = 8;

/**
 * Refuses sizes that halving does not bring to a small map.
 *
 * @throws {InputError} Naming the size and what would fit.
 */
export function requireHalvings(imageSize: number, source: string): void {
  const fits = (size: number) => halvings(size).size <= LARGEST_MAP;
  if (fits(imageSize)) return;
  throw new InputError(
    `${source}: imageSize: halving ${imageSize} ends at ${
      halvings(imageSize).size
    } pixels; expected ` +
      `4 to 8 times a power of two, ${nextSizes(imageSize, fits)}`,
  );
}
