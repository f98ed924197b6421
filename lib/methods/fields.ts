/**
 * Fields and defaults that the configurations of several methods share.
 *
 * @module
 */
import { z } from "zod";
import { type Augmentation, randomFlip } from "../data/augment/mod.ts";
import { InputError } from "../errors.ts";

/** A number above 0. */
export const positive = z.number().positive();
/** A whole number from 1 on. */
export const natural = z.int().min(1);
/** A number in [0, 1]. */
export const fraction = z.number().min(0).max(1);

/** How images are cut, with what {@linkcode completeTile} has added. */
const tileSchema = z.strictObject({
  size: z.int().min(8),
  overlap: z.int().min(0),
  perImage: natural,
})
  .refine(({ size, overlap }) => overlap <= size / 2, {
    error: "expected an overlap of at most half a tile",
  });

/** The size and the channels of the input. */
export const imageFields = {
  imageSize: z.int().min(8).max(4096),
  channels: z.union([z.literal(1), z.literal(3)]),
  valueRange: z.tuple([z.number(), z.number()]).refine(([black, white]) => black < white, {
    error: "expected black < white",
  }).readonly().optional(),
  tile: tileSchema.optional(),
  startedFrom: z.strictObject({
    epochs: natural,
    configHash: z.string(),
    weights: z.string(),
    optimiser: z.literal("anew"),
  }).optional(),
};

/** Passes, images a step and rate of a training with one Adam. */
export const trainingFields = { epochs: natural, batchSize: natural, learningRate: positive };

/** The one drop of the learning rate. */
export const decayFields = { decayAt: fraction, decayFactor: positive };

/** For methods whose rate stays as it is: what the training loop takes. */
export const NO_DECAY = { decayAt: 1, decayFactor: 1 } as const;

/** How training images are changed. */
export interface AugmentationConfig {
  /**
   * `flip`: every other image on average is mirrored from left to right, drawn anew in every epoch.
   * Default none: normal images need not be symmetric.
   */
  readonly augmentation?: "flip";
}

/** The field of {@linkcode AugmentationConfig}. */
export const augmentationFields = { augmentation: z.enum(["flip"]).optional() };

/** What a training applies to its images. */
export function augmentationOf({ augmentation }: AugmentationConfig): Augmentation | undefined {
  return augmentation === "flip" ? randomFlip("horizontal") : undefined;
}

/** How a map becomes the image's score. */
export const scoreSchema = z.strictObject({
  statistic: z.enum(["top", "max", "mean"]),
  topFraction: z.number().positive().max(1),
  sigmaAt256: z.number().min(0).max(64),
});

/** Images a step: 64 at 32 pixels, 8 above, where each has as much to compute. */
export function defaultBatchSize(imageSize: number): number {
  return imageSize <= 32 ? 64 : 8;
}

/** As many passes as make 1,300 steps, at least 50. */
export function defaultEpochs(trainingImages: number, batchSize: number): number {
  const stepsPerEpoch = Math.max(1, Math.floor(trainingImages / batchSize));
  return Math.max(50, Math.ceil(1300 / stepsPerEpoch));
}

/** Levels that halve: 3 up to 90 pixels, 4 up to 181, 5 above. */
function levelsFor(imageSize: number): number {
  return Math.max(3, Math.min(5, Math.round(Math.log2(imageSize)) - 3));
}

/**
 * Levels that halve: 3, 4, 5 at 32, 128, 256 pixels. A size that cannot be halved so often would be
 * another, shallower network: it is refused.
 *
 * @throws {InputError} Naming the next sizes that can be.
 */
export function defaultLevels(imageSize: number): number {
  const levels = levelsFor(imageSize);
  if (imageSize % 2 ** levels === 0) return levels;
  throw new InputError(
    `image size ${imageSize}: does not halve ${levels} times; ` +
      nextSizes(imageSize, (size) => size % 2 ** levelsFor(size) === 0) +
      " (multiples of 8 up to 90 pixels, of 16 up to 181, of 32 above), or set levels in --config",
  );
}

/** The next sizes that are possible: `next to it are 128 and 144`. */
export function nextSizes(imageSize: number, possible: (size: number) => boolean): string {
  let [below, above] = [imageSize, imageSize];
  while (below >= 8 && !possible(below)) below--;
  while (!possible(above)) above++;
  return below >= 8 ? `next to it are ${below} and ${above}` : `the next one is ${above}`;
}

/**
 * Checks that an image can be halved that often.
 *
 * @param field Names the field in the message.
 * @throws {InputError} If it cannot.
 */
export function checkHalving(imageSize: number, levels: number, field: string): void {
  const multiple = 2 ** levels;
  if (imageSize % multiple !== 0) {
    throw new InputError(
      `${field}: ${levels} levels need an image size that is a multiple of ${multiple}, found ` +
        `${imageSize}; ${nextSizes(imageSize, (size) => size % multiple === 0)}`,
    );
  }
}
