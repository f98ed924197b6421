/**
 * The configuration of the plain autoencoder.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { ScoreConfig } from "../../daad/config.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import {
  type AugmentationConfig,
  augmentationFields,
  checkHalving,
  decayFields,
  defaultBatchSize,
  defaultEpochs,
  defaultLevels,
  imageFields,
  natural,
  scoreSchema,
  trainingFields,
} from "../fields.ts";

/** Configuration of the autoencoder. Every default is DAAD's, so that only the memories differ. */
export interface AeConfig extends DetectorConfig, AugmentationConfig {
  /** Levels that halve the resolution. Default 3/4/5 at 32/128/256 pixels. */
  readonly levels: number;
  /** Channels of the shallowest level; each deeper level has twice as many. Default 16. */
  readonly baseWidth: number;
  /**
   * `none`: the deepest feature map carries everything. `plain`: a U-Net, whose skip connections let
   * anomalies through; a variant that shows it. Default `none`.
   */
  readonly skips: "none" | "plain";
  /** Passes over the training images. Default: as many as make 1,300 steps, at least 50. */
  readonly epochs: number;
  /** Images a step. Default 8; 64 at 32 pixels. */
  readonly batchSize: number;
  /** Rate of Adam. Default 1e-3. */
  readonly learningRate: number;
  /** Share of the steps after which the rate drops. Default 0.7. */
  readonly decayAt: number;
  /** What the rate is multiplied by then. Default 0.1. */
  readonly decayFactor: number;
  /** How the error map becomes the image's score. Default: the mean of the highest 1 %, sigma 4. */
  readonly score: ScoreConfig;
}

const schema = z.strictObject({
  ...imageFields,
  levels: z.int().min(1).max(8),
  baseWidth: natural,
  skips: z.enum(["none", "plain"]),
  ...trainingFields,
  ...decayFields,
  ...augmentationFields,
  score: scoreSchema,
});

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or sizes do not fit.
 */
export function parseAeConfig(config: unknown, source: string): AeConfig {
  const parsed = parseConfig(schema, config, source);
  checkHalving(parsed.imageSize, parsed.levels, `${source}: levels`);
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
export function resolveAeConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): AeConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? facts.imageSize;
  const batchSize = given.batchSize ?? defaultBatchSize(imageSize);
  const defaults: AeConfig = {
    imageSize,
    channels: facts.channels,
    levels: given.levels ?? defaultLevels(imageSize),
    baseWidth: 16,
    skips: "none",
    epochs: defaultEpochs(facts.trainingImages, batchSize),
    batchSize,
    learningRate: 1e-3,
    decayAt: 0.7,
    decayFactor: 0.1,
    score: { statistic: "top", topFraction: 0.01, sigmaAt256: 4 },
  };
  return parseAeConfig({ ...defaults, ...given }, source);
}
