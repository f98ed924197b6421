/**
 * The configuration of ARNet.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import { decayFields, imageFields, natural, trainingFields } from "../fields.ts";

/** Configuration of ARNet. */
export interface ArnetConfig extends DetectorConfig {
  /** Times that the resolution is halved. Default 4, as in the paper. */
  readonly levels: number;
  /** Channels of the first stage. Default 64, the paper's. */
  readonly baseWidth: number;
  /** Whether images lose their colours besides being rotated. Default: true for RGB. */
  readonly graying: boolean;
  /** Whether training images are mirrored at random. Default: true for RGB up to 32 pixels. */
  readonly flips: boolean;
  /**
   * What follows the last convolution. The unofficial code has tanh, the paper's figure nothing, with
   * which a rate of 0.1 diverges. Default `sigmoid`, since targets are in [0, 1].
   */
  readonly output: "tanh" | "sigmoid";
  /**
   * `transformation`: the error under each rotation is divided by its mean over training images.
   * `none`: the plain mean of errors, as the paper's author had it in a trial. Default
   * `transformation`, the paper's.
   */
  readonly normalization: "transformation" | "none";
  /**
   * Passes over the training images. Default 125, the paper's 500 divided by the four rotations; for
   * folders of few images as many as make 1,300 steps, a choice.
   */
  readonly epochs: number;
  /** Images a step. Default 32, the paper's. */
  readonly batchSize: number;
  /** Rate of plain gradient descent. Default 0.1, the paper's. */
  readonly learningRate: number;
  /** Share of the steps after each of which the rate drops. Default 0.1. */
  readonly decayAt: number;
  /** What the rate is multiplied by each time. Default 0.5. */
  readonly decayFactor: number;
}

const schema = z.strictObject({
  ...imageFields,
  levels: z.int().min(1).max(8),
  baseWidth: natural,
  graying: z.boolean(),
  flips: z.boolean(),
  output: z.enum(["tanh", "sigmoid"]),
  normalization: z.enum(["transformation", "none"]),
  ...trainingFields,
  ...decayFields,
  decayAt: z.number().positive().max(1),
});

/** Of a folder of few images at least. */
const STEPS = 1300;

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or sizes do not fit.
 */
export function parseArnetConfig(config: unknown, source: string): ArnetConfig {
  const parsed = parseConfig(schema, config, source);
  const { imageSize, levels, graying, channels } = parsed;
  if (imageSize < 2 ** levels) {
    throw new InputError(
      `${source}: levels: ${levels} levels leave nothing of ${imageSize} pixels; use fewer`,
    );
  }
  if (graying && channels === 1) {
    throw new InputError(`${source}: graying: the images are gray; use false`);
  }
  return parsed;
}

/**
 * Completes the configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or sizes that do not fit.
 */
export function resolveArnetConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): ArnetConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? facts.imageSize;
  const channels = given.channels ?? facts.channels;
  const batchSize = given.batchSize ?? 32;
  const stepsPerEpoch = Math.max(1, Math.floor(facts.trainingImages / batchSize));
  const defaults: ArnetConfig = {
    imageSize,
    channels,
    levels: 4,
    baseWidth: 64,
    graying: channels === 3,
    flips: channels === 3 && imageSize <= 32,
    output: "sigmoid",
    normalization: "transformation",
    epochs: Math.max(125, Math.ceil(STEPS / stepsPerEpoch)),
    batchSize,
    learningRate: 0.1,
    decayAt: 0.1,
    decayFactor: 0.5,
  };
  return parseArnetConfig({ ...defaults, ...given }, source);
}
