/**
 * The configuration of GANomaly.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, requireHalvings, sizeDefaults } from "../gan_config.ts";
import { type TestStatistics, testStatisticsField } from "../test_statistics.ts";

/**
 * Configuration of GANomaly; defaults are the official code's: 15 epochs of batches of 64 (at least
 * 1,000 steps), Adam with rate 2e-4 and betas 0.5 and 0.999.
 */
export interface GanomalyConfig extends GanConfig {
  /** Length of the code. Default 100. */
  readonly latent: number;
  /** Channels of the map next to the image; each halving doubles them. Default 64 as official. */
  readonly baseWidth: number;
  /** Weights of the generator's losses. Default 1 / 50 / 1. */
  readonly lambda: {
    readonly adversarial: number;
    readonly reconstruction: number;
    readonly encoding: number;
  };
  /**
   * Distance of the two codes that is the score: `l2` = mean of squares, the code's, default; `l1` =
   * mean of absolute differences, the paper's. The paper and the code disagree.
   */
  readonly distance: "l2" | "l1";
  /** Default `running`; `batch` is the official behaviour at test time, a leak. */
  readonly testStatistics: TestStatistics;
  /** Loss of the discriminator below which its weights are drawn anew. Default 1e-5; 0 = never. */
  readonly resetBelow: number;
}

const weight = z.number().min(0);

const fields = {
  ...GAN_FIELDS,
  latent: z.int().min(1),
  baseWidth: z.int().min(1),
  lambda: z.strictObject({ adversarial: weight, reconstruction: weight, encoding: weight }),
  distance: z.enum(["l2", "l1"]),
  testStatistics: testStatisticsField,
  resetBelow: z.number().min(0),
};

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseGanomalyConfig(config: unknown, source: string): GanomalyConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  requireHalvings(parsed.imageSize, source);
  return parsed;
}

/**
 * Completes GANomaly's configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveGanomalyConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 32, channels: 1, trainingImages: 5851 } as const;
 * const config = resolveGanomalyConfig({ distance: "l1" }, facts, "example");
 * assertEquals([config.latent, config.baseWidth, config.epochs], [100, 64, 15]);
 * ```
 */
export function resolveGanomalyConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): GanomalyConfig {
  const given = parseConfig(z.strictObject(fields).partial(), overrides, source);
  const sizes = sizeDefaults(given, facts, { epochs: 15, batchSize: 64 });
  return parseGanomalyConfig({
    latent: 100,
    baseWidth: 64,
    learningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    lambda: { adversarial: 1, reconstruction: 50, encoding: 1 },
    distance: "l2",
    testStatistics: "running",
    resetBelow: 1e-5,
    ...given,
    ...sizes,
  }, source);
}
