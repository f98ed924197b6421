/**
 * The configuration of FAVAE.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { ScoreConfig } from "../../daad/config.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import {
  checkHalving,
  imageFields,
  natural,
  positive,
  scoreSchema,
  trainingFields,
} from "../fields.ts";

/** Configuration of FAVAE. */
export interface FavaeConfig extends DetectorConfig {
  /** The frozen network whose features are rebuilt. Default `vgg16`, the published one. */
  readonly backbone: BackboneId;
  /** Size of the code. Default 100. */
  readonly latent: number;
  /** Channels of the shallowest maps; those of the deepest are four times as many. Default 128. */
  readonly baseWidth: number;
  /** Weight of the KL term. Default 1; the paper learns scales of the terms, the code does not. */
  readonly beta: number;
  /** L2 penalty: what is added to each gradient, relative to the value. Default 1e-5. */
  readonly weightDecay: number;
  /** How the map is smoothed and becomes a score. Default: the maximum, sigma 4 at 128 pixels. */
  readonly score: ScoreConfig;
  /**
   * Passes over the training images. Default 100, as the code, which may have 10,000 augmented images
   * made before.
   */
  readonly epochs: number;
  /** Images a step. Default 64. */
  readonly batchSize: number;
  /** Rate of Adam. Default 0.005. */
  readonly learningRate: number;
}

/** Halvings from image to smallest map: 128 pixels end at 8. */
export const LEVELS = 4;

/** Height and width to which the published code resizes images. */
export function favaeImageSize(): number {
  return 128;
}

const schema = z.strictObject({
  ...imageFields,
  backbone: z.enum(BACKBONES),
  latent: natural,
  baseWidth: z.int().min(4).multipleOf(4),
  beta: positive,
  weightDecay: z.number().min(0),
  score: scoreSchema,
  ...trainingFields,
});

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseFavaeConfig(config: unknown, source: string): FavaeConfig {
  const parsed = parseConfig(schema, config, source);
  checkHalving(parsed.imageSize, LEVELS, `${source}: imageSize`);
  return parsed;
}

/**
 * Completes the configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 */
export function resolveFavaeConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): FavaeConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const defaults: FavaeConfig = {
    imageSize: facts.imageSize,
    channels: facts.channels,
    backbone: "vgg16",
    latent: 100,
    baseWidth: 128,
    beta: 1,
    weightDecay: 1e-5,
    score: { statistic: "max", topFraction: 0.01, sigmaAt256: 8 },
    epochs: 100,
    batchSize: 64,
    learningRate: 5e-3,
  };
  return parseFavaeConfig({ ...defaults, ...given }, source);
}
