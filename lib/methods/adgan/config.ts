/**
 * The configuration of ADGAN.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, requireHalvings, sizeDefaults } from "../gan_config.ts";

/**
 * Configuration of ADGAN; defaults are those of the re-implementation by GEOM's authors, the best
 * code that is public: Adam with rate 1e-4 and betas 0 and 0.9, epochs for 10,000
 * updates of the generator. `batchSize` is what the critic's updates of one step share: 2 × 128.
 */
export interface AdganConfig extends GanConfig {
  /** Length of the latent vector, drawn from N(0, 1). Default 256. */
  readonly latent: number;
  /** Channels of the map next to the image; each halving doubles them. Default 64. */
  readonly baseWidth: number;
  /** Updates of the critic for one of the generator. Default 2. */
  readonly criticSteps: number;
  /** Weight of the gradient penalty. Default 20. */
  readonly gradientPenalty: number;
  /** The search for what generates an image. */
  readonly search: {
    /** Latent vectors that it starts from. Default 8. */
    readonly seeds: number;
    /** k: steps of each. Default 5. */
    readonly rounds: number;
    /** Rate of Adam for the latent vector. Default 0.25. */
    readonly latentRate: number;
    /**
     * Whether the generator's weights move too, a private copy for each image and seed. Default true,
     * the method; false is an ablation that searches whole batches and is many times faster.
     */
    readonly weights: boolean;
    /** Rate of Adam for the weights. Default 5e-5. */
    readonly weightRate: number;
    /** Betas of both. Default 0.5 and 0.999: Keras's second one, which the training replaces. */
    readonly beta1: number;
    readonly beta2: number;
  };
}

const fields = {
  ...GAN_FIELDS,
  latent: z.int().min(1),
  baseWidth: z.int().min(1),
  criticSteps: z.int().min(1).max(20),
  gradientPenalty: z.number().min(0),
  search: z.strictObject({
    seeds: z.int().min(1),
    rounds: z.int().min(1).max(50),
    latentRate: z.number().positive(),
    weights: z.boolean(),
    weightRate: z.number().positive(),
    beta1: GAN_FIELDS.beta1,
    beta2: GAN_FIELDS.beta2,
  }),
};

/** Updates of the generator that the default epochs make. */
const GENERATOR_STEPS = 10_000;

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseAdganConfig(config: unknown, source: string): AdganConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  requireHalvings(parsed.imageSize, source);
  return parsed;
}

/**
 * Completes ADGAN's configuration.
 *
 * @param overrides Fields that differ from the defaults; those of `search` may be given one by one.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveAdganConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 32, channels: 3, trainingImages: 5000 } as const;
 * const config = resolveAdganConfig({ search: { seeds: 2 } }, facts, "example");
 * assertEquals([config.epochs, config.search.seeds, config.search.rounds], [527, 2, 5]);
 * ```
 */
export function resolveAdganConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): AdganConfig {
  const schema = z.strictObject({ ...fields, search: fields.search.partial() }).partial();
  const given = parseConfig(schema, overrides, source);
  const batchSize = 256;
  const perEpoch = Math.max(1, Math.floor(facts.trainingImages / (given.batchSize ?? batchSize)));
  const sizes = sizeDefaults(given, facts, {
    epochs: Math.ceil(GENERATOR_STEPS / perEpoch),
    batchSize,
  });
  return parseAdganConfig({
    latent: 256,
    baseWidth: 64,
    learningRate: 1e-4,
    beta1: 0,
    beta2: 0.9,
    criticSteps: 2,
    gradientPenalty: 20,
    ...given,
    ...sizes,
    search: {
      seeds: 8,
      rounds: 5,
      latentRate: 0.25,
      weights: true,
      weightRate: 5e-5,
      beta1: 0.5,
      beta2: 0.999,
      ...given.search,
    },
  }, source);
}
