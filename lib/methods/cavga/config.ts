/**
 * The configuration of CAVGA-R.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, requireHalvings } from "../gan_config.ts";

/**
 * Configuration of CAVGA-R, without supervision. There is no official code: where the paper's text is
 * not known in full, defaults are choices. Epochs, images a step, rate and betas are recalled.
 */
export interface CavgaConfig extends GanConfig {
  /** The encoder's network. Default `resnet18`, the published one. */
  readonly backbone: BackboneId;
  /**
   * Whether the encoder begins with the weights of ImageNet, as published, rather than with drawn
   * ones. Default false, a choice: it needs no download; such runs are named `[resnet18_scratch]`.
   * `resnet18_layers1_3` begins with as much of ResNet-18 as that file holds.
   */
  readonly pretrained: boolean;
  /** Channels of the convolutional code. Default 128. */
  readonly latent: number;
  /** Channels of the discriminator's first map; each halving doubles them. Default 32. */
  readonly discriminatorWidth: number;
  /**
   * Weights of the loss. Defaults 1, 0.01, 0.01. The published adversarial weight is 1, beside a bound
   * whose scale is not known; here it is a mean over pixels, and 0.01 a choice (made on the training
   * loss of bottle).
   */
  readonly weights: {
    readonly reconstruction: number;
    readonly adversarial: number;
    readonly attention: number;
  };
}

const weight = z.number().min(0);
const fields = {
  ...GAN_FIELDS,
  backbone: z.enum(BACKBONES),
  pretrained: z.boolean(),
  latent: z.int().min(1),
  discriminatorWidth: z.int().min(1),
  weights: z.strictObject({
    reconstruction: weight,
    adversarial: weight,
    attention: weight,
  }),
};

/** The published training, as recalled. */
const PUBLISHED = { epochs: 150, batchSize: 16 };
/** Updates that small sets of images get all the same: a choice. */
const STEPS = 1300;

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseCavgaConfig(config: unknown, source: string): CavgaConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  requireHalvings(parsed.imageSize, source);
  return parsed;
}

/**
 * Completes CAVGA-R's configuration.
 *
 * @param overrides Fields that differ from the defaults; those of `weights` may be given one by one.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveCavgaConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 32, channels: 1, trainingImages: 6000 } as const;
 * const config = resolveCavgaConfig({ weights: { attention: 0 } }, facts, "example");
 * assertEquals([config.epochs, config.weights.adversarial], [150, 0.01]);
 * ```
 */
export function resolveCavgaConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): CavgaConfig {
  const schema = z.strictObject({ ...fields, weights: fields.weights.partial() }).partial();
  const given = parseConfig(schema, overrides, source);
  const batchSize = given.batchSize ?? PUBLISHED.batchSize;
  const perEpoch = Math.max(1, Math.floor(facts.trainingImages / batchSize));
  return parseCavgaConfig({
    imageSize: facts.imageSize,
    channels: facts.channels,
    batchSize,
    epochs: Math.max(PUBLISHED.epochs, Math.ceil(STEPS / perEpoch)),
    learningRate: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    backbone: "resnet18",
    pretrained: false,
    latent: 128,
    discriminatorWidth: 32,
    ...given,
    weights: { reconstruction: 1, adversarial: 0.01, attention: 0.01, ...given.weights },
  }, source);
}

/** For the run's name: the encoder, where it is not ResNet-18 with the weights of ImageNet. */
export function cavgaVariant(
  { backbone, pretrained }: Readonly<Record<string, unknown>>,
): string | undefined {
  if (backbone === "resnet18" && pretrained === true) return undefined;
  return `${backbone}${pretrained === true ? "" : "_scratch"}`;
}
