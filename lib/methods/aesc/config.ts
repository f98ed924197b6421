/**
 * The configuration of AESc.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import {
  checkHalving,
  decayFields,
  fraction,
  imageFields,
  natural,
  trainingFields,
} from "../fields.ts";

/** How residuals become maps and scores. */
export interface AescScoreConfig {
  /**
   * `residual`: |x − x̂| in gray levels, summed over channels. `uncertainty`: the variance of
   * reconstructions under dropout, averaged over channels. Default `residual`.
   */
  readonly map: "residual" | "uncertainty";
  /** With d the map: `l2 = √(mean d²)`, `l1 = mean d`, `linf = max d`. Default `l2`, the paper's. */
  readonly norm: "l1" | "l2" | "linf";
  /** Reconstructions under dropout for `uncertainty`. Default 30, as in the code. */
  readonly passes: number;
}

/** Configuration of AESc. Per-level lists go from the shallowest level to the deepest. */
export interface AescConfig extends DetectorConfig {
  /** Times that the resolution is halved. Default: down to 4×4, six times at 256 pixels. */
  readonly levels: number;
  /** Channels of the shallowest level; each deeper level has twice as many. Default 16. */
  readonly baseWidth: number;
  /** `add`: skip connections add the encoder's maps. `none`: the paper's plain AE. Default `add`. */
  readonly skips: "add" | "none";
  /**
   * What is done to training images. `stain`: see the data augmentation of that name. `none`: the
   * paper's control, in which skips learn to copy. Default `stain`.
   */
  readonly corruption: "stain" | "none";
  /**
   * Dropout rate of each level in the passes of `uncertainty`; nothing is dropped in training.
   * Default 0, 0, 0.1, 0.2, 0.4, 0.5, the code's, from the shallowest level on; further levels, which
   * it does not have, 0.5.
   */
  readonly dropout: readonly number[];
  /**
   * Updates of the weights that the default epochs make at least. Default 31,250, the code's 250 epochs
   * of 125 batches whatever the set's size. Without effect where `epochs` is given.
   */
  readonly steps: number;
  /** Passes over the training images. Default: as many as make `steps`. */
  readonly epochs: number;
  /** Images a step. Default 16. */
  readonly batchSize: number;
  /** Rate of Adam. Default 0.01, as in the code. */
  readonly learningRate: number;
  /**
   * Share of the steps after which the rate drops. Default 0.7; the code halves the rate when the
   * validation error has not fallen for 30 epochs, and no images are held out here.
   */
  readonly decayAt: number;
  /** What the rate is multiplied by then. Default 0.1. */
  readonly decayFactor: number;
  /** How residuals become maps and scores. */
  readonly score: AescScoreConfig;
}

const scoreFields = {
  map: z.enum(["residual", "uncertainty"]),
  norm: z.enum(["l1", "l2", "linf"]),
  passes: z.int().min(2),
};

const fields = {
  ...imageFields,
  levels: z.int().min(1).max(8),
  baseWidth: natural,
  skips: z.enum(["add", "none"]),
  corruption: z.enum(["stain", "none"]),
  dropout: z.array(fraction.lt(1)),
  steps: natural,
  ...trainingFields,
  ...decayFields,
};

/** Rates of the code's six levels, and of two that it does not have. */
const DROPOUT = [0, 0, 0.1, 0.2, 0.4, 0.5, 0.5, 0.5];

/** 250 epochs of 125 batches, as the code has them. */
const STEPS = 31_250;

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or fields do not fit.
 */
export function parseAescConfig(config: unknown, source: string): AescConfig {
  const schema = z.strictObject({ ...fields, score: z.strictObject(scoreFields) });
  const parsed = parseConfig(schema, config, source);
  const { imageSize, levels, dropout, score } = parsed;
  checkHalving(imageSize, levels, `${source}: levels`);
  if (dropout.length !== levels) {
    throw new InputError(
      `${source}: dropout: expected one value for each of ${levels} levels, found ${dropout.length}`,
    );
  }
  if (score.map === "uncertainty" && dropout.every((rate) => rate === 0)) {
    throw new InputError(
      `${source}: dropout: all rates are 0; score.map uncertainty needs one above 0`,
    );
  }
  return parsed;
}

/**
 * Completes the configuration.
 *
 * @param overrides Fields that differ from the defaults; of `score` any of its fields.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or fields that do not fit.
 */
export function resolveAescConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): AescConfig {
  const schema = z.strictObject({ ...fields, score: z.strictObject(scoreFields).partial() });
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? facts.imageSize;
  const levels = given.levels ?? levelsDownTo4(imageSize);
  const batchSize = given.batchSize ?? 16;
  const score: AescScoreConfig = { map: "residual", norm: "l2", passes: 30, ...given.score };
  const { steps = STEPS } = given;
  const stepsPerEpoch = Math.max(1, Math.floor(facts.trainingImages / batchSize));
  const defaults: AescConfig = {
    imageSize,
    channels: facts.channels,
    levels,
    baseWidth: 16,
    skips: "add",
    corruption: "stain",
    dropout: DROPOUT.slice(0, levels),
    steps,
    epochs: Math.ceil(steps / stepsPerEpoch),
    batchSize,
    learningRate: 0.01,
    decayAt: 0.7,
    decayFactor: 0.1,
    score,
  };
  return parseAescConfig({ ...defaults, ...given, score }, source);
}

function levelsDownTo4(imageSize: number): number {
  let levels = 1;
  while (levels < 8 && imageSize % 2 ** (levels + 1) === 0 && imageSize / 2 ** (levels + 1) >= 4) {
    levels++;
  }
  return levels;
}
