/**
 * The configuration of Skip-GANomaly.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, requireHalvings, sizeDefaults } from "../gan_config.ts";
import { type TestStatistics, testStatisticsField } from "../test_statistics.ts";

/**
 * Configuration of Skip-GANomaly; defaults are the official code's: 25 epochs (its CIFAR-10 script)
 * of batches of 64 (at least 1,000 steps), Adam with rate 2e-4 and betas 0.5 and 0.999.
 */
export interface SkipGanomalyConfig extends GanConfig {
  /**
   * Halvings of the U-Net. Default: as many as the size allows, so that powers of two end at 1×1, as
   * official; 5 at 32 pixels.
   */
  readonly levels: number;
  /**
   * Channels of the first map; each halving doubles them up to eight times. Default 64 as official,
   * at 256 pixels 54 million parameters.
   */
  readonly baseWidth: number;
  /** Length of the discriminator's feature f. Default 100. */
  readonly features: number;
  /**
   * Weights of the generator's losses. Default 1 / 50 / 1, the code's; the paper's second one differs
   * (40, as we remember it).
   */
  readonly lambda: {
    readonly adversarial: number;
    readonly reconstruction: number;
    readonly latent: number;
  };
  /**
   * Whether the discriminator's loss holds the latent term, with its λ, too. Default true, the code's;
   * it makes the discriminator shrink the difference that the score measures.
   */
  readonly latentInDiscriminator: boolean;
  /**
   * Standard deviation of the noise on training images. Default 0: the official code allocates noise
   * and never fills it.
   */
  readonly noise: number;
  /** λ of the score `λ · mean (x − x̂)² + (1 − λ) · mean (f(x) − f(x̂))²`. Default 0.9. */
  readonly scoreWeight: number;
  /** Default `running`; `batch` is the official behaviour at test time, a leak. */
  readonly testStatistics: TestStatistics;
  /** Loss of the discriminator below which its weights are drawn anew. Default 1e-5; 0 = never. */
  readonly resetBelow: number;
}

const weight = z.number().min(0);

const fields = {
  ...GAN_FIELDS,
  levels: z.int().min(2).max(12),
  baseWidth: z.int().min(1),
  features: z.int().min(1),
  lambda: z.strictObject({ adversarial: weight, reconstruction: weight, latent: weight }),
  latentInDiscriminator: z.boolean(),
  noise: z.number().min(0),
  scoreWeight: z.number().min(0).max(1),
  testStatistics: testStatisticsField,
  resetBelow: z.number().min(0),
};

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseSkipGanomalyConfig(config: unknown, source: string): SkipGanomalyConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  const { imageSize, levels } = parsed;
  if (imageSize % 2 ** levels !== 0) {
    throw new InputError(
      `${source}: levels: ${levels} need an image size that is a multiple of ${2 ** levels}, ` +
        `found ${imageSize}`,
    );
  }
  requireHalvings(imageSize, source);
  return parsed;
}

/**
 * Completes Skip-GANomaly's configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveSkipGanomalyConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 32, channels: 3, trainingImages: 5000 } as const;
 * const config = resolveSkipGanomalyConfig({ noise: 0.1 }, facts, "example");
 * assertEquals([config.levels, config.baseWidth, config.epochs], [5, 64, 25]);
 * ```
 */
export function resolveSkipGanomalyConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): SkipGanomalyConfig {
  const given = parseConfig(z.strictObject(fields).partial(), overrides, source);
  const sizes = sizeDefaults(given, facts, { epochs: 25, batchSize: 64 });
  return parseSkipGanomalyConfig({
    levels: Math.max(2, factorsOfTwo(sizes.imageSize)),
    baseWidth: 64,
    features: 100,
    learningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    lambda: { adversarial: 1, reconstruction: 50, latent: 1 },
    latentInDiscriminator: true,
    noise: 0,
    scoreWeight: 0.9,
    testStatistics: "running",
    resetBelow: 1e-5,
    ...given,
    ...sizes,
  }, source);
}

function factorsOfTwo(n: number): number {
  let count = 0;
  for (; n % 2 === 0; n /= 2) count++;
  return count;
}
