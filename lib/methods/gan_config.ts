/**
 * The part of a configuration that all adversarially trained methods share.
 *
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import { halvings } from "../nn/dcgan.ts";
import type { DatasetFacts, DetectorConfig } from "./detector.ts";
import { imageFields, nextSizes } from "./fields.ts";

/** Size of the images and how the networks are trained. */
export interface GanConfig extends DetectorConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images a step. */
  readonly batchSize: number;
  /** Rate of every network's Adam. */
  readonly learningRate: number;
  /** Betas of every network's Adam. */
  readonly beta1: number;
  readonly beta2: number;
}

const natural = z.int().min(1);
const beta = z.number().min(0).lt(1);

/** Fields of {@linkcode GanConfig} for a strict schema. */
export const GAN_FIELDS = {
  ...imageFields,
  epochs: natural,
  batchSize: natural,
  learningRate: z.number().positive(),
  beta1: beta,
  beta2: beta,
};

/** A folder of images has few: 209 in 15 epochs of 64 are 45 updates, and nothing is learnt. */
const STEPS = 1000;

/**
 * Size, epochs and batch size that the data decides, where the user does not.
 *
 * They are the method's own, but at least 1,000 steps, which a class of CIFAR-10 or MNIST has in any
 * case: for a folder of images, where no source gives any, a choice.
 *
 * @param given Fields that the user wrote.
 * @param own The method's own epochs and batch size.
 */
export function sizeDefaults(
  given: Partial<GanConfig>,
  facts: DatasetFacts,
  own: Pick<GanConfig, "epochs" | "batchSize">,
): Pick<GanConfig, "imageSize" | "channels" | "epochs" | "batchSize"> {
  const batchSize = given.batchSize ?? own.batchSize;
  const perEpoch = Math.max(1, Math.floor(facts.trainingImages / batchSize));
  return {
    imageSize: given.imageSize ?? facts.imageSize,
    channels: given.channels ?? facts.channels,
    epochs: given.epochs ?? Math.max(own.epochs, Math.ceil(STEPS / perEpoch)),
    batchSize,
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
