/**
 * The configuration of AnoGAN.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, requireHalvings, sizeDefaults } from "../gan_config.ts";

/**
 * Configuration of AnoGAN. The paper's own code is not public, and re-implementations disagree; each
 * default that they decide says so, the others are choices.
 *
 * Training: 25 epochs of batches of 64 (at least 1,000 steps), Adam with rate 2e-4 and betas 0.5 and
 * 0.999.
 */
export interface AnoganConfig extends GanConfig {
  /** Length of the latent vector. Default 100. */
  readonly latent: number;
  /** What latent vectors are drawn from: `uniform` in (−1, 1), default, or `normal`. */
  readonly prior: "uniform" | "normal";
  /**
   * Channels of the map next to the image; each halving doubles them. Default 128, so that 32 pixels
   * have 128–256–512. With sums the feature term grows with the width, the pixel term does not.
   */
  readonly baseWidth: number;
  /**
   * Updates of the generator for one of the discriminator. Default 1; a re-implementation takes 2,
   * and says that the paper does not.
   */
  readonly generatorSteps: number;
  /**
   * λ of the score `(1 − λ) · R + λ · F`. Default 0.1, at the default width. Behind batch norm the
   * sum F is in proportion to the number of channels, so at 1/n of the width `n λ / (1 + (n − 1) λ)`
   * weighs R and F as 0.1 does at the whole: 4/13 at a quarter.
   */
  readonly featureWeight: number;
  /**
   * Whether R and F are sums over pixels and features, default, as in the paper, or means, which gives
   * F, with fewer terms, another weight.
   */
  readonly reduction: "sum" | "mean";
  /** The search for the latent vector of an image. */
  readonly search: {
    /** Γ. Default 500. */
    readonly steps: number;
    /**
     * Rate of its Adam, whose betas are those of the training. Default 0.05: a re-implementation
     * names both 0.05 and 1e-3, with which a value moves no further than 0.5 in 500 steps.
     */
    readonly learningRate: number;
  };
}

const fields = {
  ...GAN_FIELDS,
  latent: z.int().min(1),
  prior: z.enum(["uniform", "normal"]),
  baseWidth: z.int().min(1),
  generatorSteps: z.int().min(1).max(10),
  featureWeight: z.number().min(0).max(1),
  reduction: z.enum(["sum", "mean"]),
  search: z.strictObject({ steps: z.int().min(1), learningRate: z.number().positive() }),
};

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseAnoganConfig(config: unknown, source: string): AnoganConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  requireHalvings(parsed.imageSize, source);
  return parsed;
}

/**
 * Completes AnoGAN's configuration.
 *
 * @param overrides Fields that differ from the defaults; those of `search` may be given one by one.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveAnoganConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 32, channels: 1, trainingImages: 5851 } as const;
 * const config = resolveAnoganConfig({ search: { steps: 100 } }, facts, "example");
 * assertEquals(config.search, { steps: 100, learningRate: 0.05 });
 * ```
 */
export function resolveAnoganConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): AnoganConfig {
  const schema = z.strictObject({ ...fields, search: fields.search.partial() }).partial();
  const given = parseConfig(schema, overrides, source);
  const sizes = sizeDefaults(given, facts, { epochs: 25, batchSize: 64 });
  return parseAnoganConfig({
    latent: 100,
    prior: "uniform",
    baseWidth: 128,
    learningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    generatorSteps: 1,
    featureWeight: 0.1,
    reduction: "sum",
    ...given,
    ...sizes,
    search: { steps: 500, learningRate: 0.05, ...given.search },
  }, source);
}
