/**
 * Fields and defaults that the configurations of several methods share.
 *
 * @module
 */
import { z } from "zod";
import { type Augmentation, compose, randomCrop, randomFlip } from "../data/augment/mod.ts";
import type { Channels } from "../data/image_set.ts";
import type { TileConfig } from "../data/tiles.ts";
import type { ValueRange } from "../data/value_range.ts";
import { InputError } from "../errors.ts";
import type { Facts, FieldOf } from "./define_config.ts";
import type { StartedFrom } from "./detector.ts";

/** A number above 0. */
export const positive = z.number().positive();
/** A whole number, at least 1. */
export const natural = z.int().min(1);
/** A number in [0, 1]. */
export const fraction = z.number().min(0).max(1);
/** From 0 to below 1: a beta of Adam. */
export const beta = z.number().min(0).lt(1);

/** How images are cut, as completed by {@linkcode completeTile}. */
const tileSchema: z.ZodType<TileConfig> = z.strictObject({
  size: z.int().min(8),
  overlap: z.int().min(0),
  perImage: natural,
})
  .refine(({ size, overlap }) => overlap <= size / 2, {
    error: "expected an overlap of at most half a tile",
  });

const startedFromSchema: z.ZodType<StartedFrom> = z.strictObject({
  epochs: natural,
  configHash: z.string(),
  weights: z.string(),
  optimiser: z.literal("anew"),
});

/** A field that may be absent. */
export interface OptionalField<T> {
  /** Schema of its value. */
  readonly schema: z.ZodOptional<z.ZodType<T>>;
  /** What the field is. */
  readonly doc: string;
}

/** The fields that every configuration has. */
export interface ImageFields {
  /** Height and width in pixels. */
  readonly imageSize: FieldOf<number, Facts>;
  /** 1 or 3. */
  readonly channels: FieldOf<Channels, Facts>;
  /** Black and white. */
  readonly valueRange: OptionalField<ValueRange>;
  /** How large images are cut. */
  readonly tile: OptionalField<TileConfig>;
  /** The run before. */
  readonly startedFrom: OptionalField<StartedFrom>;
}

/** The size, the channels and the range of values of the input. */
export const imageFields: ImageFields = {
  imageSize: {
    schema: z.int().min(8).max(4096),
    default: ({ facts }) => facts.imageSize,
    doc: "Height and width of the input in pixels. Default: what the images are resized to.",
  },
  channels: {
    schema: z.union([z.literal(1), z.literal(3)]),
    default: ({ facts }) => facts.channels,
    doc: "1 = gray, 3 = RGB. Default: the images'.",
  },
  valueRange: {
    schema: z.tuple([z.number(), z.number()]).refine(([black, white]) => black < white, {
      error: "expected black < white",
    }).readonly().optional(),
    doc:
      "Black and white of images with more than 8 bits. Default: by the training images' values.",
  },
  tile: {
    schema: tileSchema.optional(),
    doc:
      "How images that are larger than the input are cut into tiles, see --tile. Default: they are " +
      "resized.",
  },
  startedFrom: {
    schema: startedFromSchema.optional(),
    doc: "The finished run that the training went on from, see --from. Default: none.",
  },
};

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

/** How training images are changed. */
export const augmentationFields = {
  augmentation: {
    schema: z.enum(["flip", "flip-shift"]).optional(),
    doc:
      "flip: every other image on average is mirrored from left to right; flip-shift: it is also " +
      "moved by up to a sixteenth of its size, edges mirrored. Drawn anew in every epoch. Default " +
      "none: normal images need not be symmetric, nor their parts lie anywhere.",
  },
};

/** The augmentation that a training applies to its images. */
export function augmentationOf(
  config: { readonly augmentation?: "flip" | "flip-shift"; readonly imageSize: number },
): Augmentation | undefined {
  const flip = randomFlip("horizontal");
  switch (config.augmentation) {
    case undefined:
      return undefined;
    case "flip":
      return flip;
    case "flip-shift": {
      const padding = Math.max(1, Math.round(config.imageSize / 16));
      return compose(flip, randomCrop({ padding, border: "mirror" }));
    }
  }
}

/** How the error map becomes the image's score. */
export interface ScoreConfig {
  /**
   * `top`: mean of the highest share of pixels, `max`: the highest pixel, `mean`: the mean squared
   * error. Default `top`: defects are small, so the mean drowns them, and the maximum is noisy.
   */
  readonly statistic: "top" | "max" | "mean";
  /** The share of pixels that `top` averages. Default 0.01. */
  readonly topFraction: number;
  /**
   * Standard deviation of the Gaussian that smooths the map, in pixels of a 256-pixel image; it
   * shrinks with the image. Default 4: removes single-pixel noise, keeps defects; 0 = none.
   */
  readonly sigmaAt256: number;
}

const scoreSchema: z.ZodType<ScoreConfig> = z.strictObject({
  statistic: z.enum(["top", "max", "mean"]),
  topFraction: z.number().positive().max(1),
  sigmaAt256: z.number().min(0).max(64),
});

/** Most methods' score: the mean of the highest 1 % of the map, smoothed with sigma 4. */
export const TOP_SCORE: ScoreConfig = { statistic: "top", topFraction: 0.01, sigmaAt256: 4 };

/** A {@linkcode ScoreConfig} as a field. */
export function scoreField(
  value: ScoreConfig | ((known: ImageSize) => ScoreConfig),
  doc: string,
): FieldOf<ScoreConfig, ImageSize> {
  return {
    schema: scoreSchema,
    default: value,
    doc:
      `${doc} {"statistic": "top" | "max" | "mean", "topFraction", "sigmaAt256"}: the mean of the ` +
      "highest share of the error map, its maximum or its mean, after a Gaussian of that sigma in " +
      "pixels of a 256-pixel image.",
  };
}

/** A field that `imageSize` decides. */
export interface ImageSize {
  readonly imageSize: number;
}

/** For encoders that halve by this project's rule. */
export const levelsField = {
  schema: z.int().min(1).max(8),
  default: ({ imageSize }: ImageSize): number => defaultLevels(imageSize),
  doc: "Times that the resolution is halved. Default 3, 4, 5 at 32, 128, 256 pixels.",
};

/** Channels of the shallowest level. */
export const baseWidthField = {
  schema: natural,
  default: 16,
  doc: "Channels of the shallowest level; each deeper level has twice as many. Default 16.",
};

/** Whether an image is as small as those of CIFAR-10 and MNIST, for which many defaults differ. */
export function isSmall({ imageSize }: ImageSize): boolean {
  return imageSize <= 32;
}

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

/** Levels that halve: 3 up to 90 pixels, 4 up to 181, 5 above. */
function levelsFor(imageSize: number): number {
  return Math.max(3, Math.min(5, Math.round(Math.log2(imageSize)) - 3));
}

/**
 * Levels that halve: 3, 4, 5 at 32, 128, 256 pixels. A size that cannot be halved so often is
 * refused, because it would make another, shallower network.
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
 * Checks that an image can be halved `levels` times.
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

/** Refuses a list that has not one value for each of `count` things, for example `levels`. */
export function checkLength(
  values: readonly unknown[],
  count: number,
  things: string,
  field: string,
): void {
  if (values.length === count) return;
  throw new InputError(
    `${field}: expected one value for each of ${count} ${things}, found ${values.length}`,
  );
}
