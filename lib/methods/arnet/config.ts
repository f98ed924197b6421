/**
 * The configuration of ARNet.
 *
 * @module
 */
import { z } from "zod";
import type { Channels } from "../../data/images/image_set.ts";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import {
  imageFields,
  type ImageSize,
  isSmall,
  natural,
  positive,
} from "../../detector/config/fields.ts";
import { type Batches, decayFields, passesFor } from "../../detector/config/training_fields.ts";
import { InputError } from "../../errors.ts";

interface Input extends ImageSize {
  readonly channels: Channels;
}

/** Least number of steps for a folder of few images. */
const STEPS = 1300;

/** The fields of ARNet. */
export const arnetConfig = defineConfig({
  ...imageFields,
  levels: {
    schema: z.int().min(1).max(8),
    default: 4,
    doc: "Times that the resolution is halved. Default 4, as in the paper.",
  },
  baseWidth: {
    schema: natural,
    default: 64,
    doc: "Channels of the first stage. Default 64, the paper's.",
  },
  graying: {
    schema: z.boolean(),
    default: ({ channels }: Input) => channels === 3,
    doc: "Whether images lose their colours besides being rotated. Default: true for RGB.",
  },
  flips: {
    schema: z.boolean(),
    default: ({ channels, imageSize }: Input) => channels === 3 && isSmall({ imageSize }),
    doc: "Whether training images are mirrored at random. Default: true for RGB up to 32 pixels.",
  },
  output: {
    schema: z.enum(["tanh", "sigmoid"]),
    default: "sigmoid",
    doc:
      "What follows the last convolution. The unofficial code has tanh, the paper's figure nothing, " +
      "with which a rate of 0.1 diverges. Default sigmoid, since targets are in [0, 1].",
  },
  normalization: {
    schema: z.enum(["transformation", "none"]),
    default: "transformation",
    doc:
      "transformation: the error under each rotation is divided by its mean over training images. " +
      "none: the plain mean of errors, as the paper's author had it in a trial. Default " +
      "transformation, the paper's.",
  },
  epochs: {
    schema: natural,
    default: ({ facts, batchSize }: Batches) =>
      passesFor(STEPS, facts.trainingImages, batchSize, 125),
    doc:
      "Passes over the training images. Default 125, the paper's 500 divided by the four rotations; " +
      "for folders of few images as many as make 1,300 steps, a choice.",
  },
  batchSize: { schema: natural, default: 32, doc: "Images a step. Default 32, the paper's." },
  learningRate: {
    schema: positive,
    default: 0.1,
    doc: "Rate of plain gradient descent. Default 0.1, the paper's.",
  },
  ...decayFields,
  decayAt: {
    schema: z.number().positive().max(1),
    default: 0.1,
    doc: "Share of the steps after each of which the rate drops. Default 0.1.",
  },
  decayFactor: {
    ...decayFields.decayFactor,
    default: 0.5,
    doc: "What the rate is multiplied by each time. Default 0.5.",
  },
}, {
  check: ({ imageSize, levels, graying, channels }, source) => {
    if (imageSize < 2 ** levels) {
      throw new InputError(
        `${source}: levels: ${levels} levels leave nothing of ${imageSize} pixels; use fewer`,
      );
    }
    if (graying && channels === 1) {
      throw new InputError(`${source}: graying: the images are gray; use false`);
    }
  },
});

/** Configuration of ARNet. */
export type ArnetConfig = ConfigOf<typeof arnetConfig>;
