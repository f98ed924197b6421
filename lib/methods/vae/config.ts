/**
 * The configuration of the variational autoencoder.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { ScoreConfig } from "../../daad/config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import {
  checkHalving,
  defaultBatchSize,
  defaultEpochs,
  defaultLevels,
  imageFields,
  natural,
  positive,
  scoreSchema,
  trainingFields,
} from "../fields.ts";

/** The image scores; see {@linkcode VaeConfig.score}. */
export type VaeScore = "mse" | "bce" | "elbo" | "prob" | "map";

/** Configuration of the VAE. */
export interface VaeConfig extends DetectorConfig {
  /**
   * `conv`: pairs of convolutions 3×3 with pooling and ELU, a published network for 28 pixels.
   * `pyramid`: encoder and decoder of this project's AE, since no source has a network for larger
   * images. Default `conv` up to 32 pixels, `pyramid` above.
   */
  readonly network: "conv" | "pyramid";
  /** Times that the resolution is halved. Default 2 for `conv`; 3/4/5 at 32/128/256 pixels. */
  readonly levels: number;
  /** Channels of the shallowest level; each deeper level has twice as many. Default 16. */
  readonly baseWidth: number;
  /** Units of the layer between feature map and code; 0 = none. Default 512 for `conv`, else 0. */
  readonly hidden: number;
  /** Size of the code. Default 128. */
  readonly codeSize: number;
  /**
   * `bernoulli`: cross-entropy of the pixels in [0, 1], as in the published network. `gaussian`: half
   * the squared error. Both are summed over pixels: means would let the KL term win and the code
   * collapse. Default `bernoulli`.
   */
  readonly likelihood: "bernoulli" | "gaussian";
  /** Weight of the KL term. Default 1: the bound itself. */
  readonly beta: number;
  /**
   * With x in [0, 1], μ the mean of q(z | x), z_l drawn from it and De the decoder:
   * `mse`: `Σ (x − De(μ))²`. `bce`: cross-entropy of x under De(μ), summed.
   * `elbo`: `mean_l Rec(x, De(z_l)) + KL`. `prob`: `−mean_l log p(x | z_l)`.
   * `map`: the statistic of the error map. Papers seldom say which they rank by.
   * Default `mse`, deterministic; `map` above 32 pixels, where defects are small.
   */
  readonly score: VaeScore;
  /** L: draws of `elbo` and `prob`. Default 10, as An and Cho have it. */
  readonly samples: number;
  /**
   * How the error map is smoothed, and how it becomes the score `map`. Default: the maximum after
   * sigma 4; up to 32 pixels the mean, not smoothed.
   */
  readonly map: ScoreConfig;
  /** Passes over the training images. Default: as many as make 1,300 steps, at least 50. */
  readonly epochs: number;
  /** Images a step. Default 8; 64 at 32 pixels. */
  readonly batchSize: number;
  /** Rate of Adam. Default 1e-3; the published demonstration has 1e-4 and 100 epochs. */
  readonly learningRate: number;
}

const schema = z.strictObject({
  ...imageFields,
  network: z.enum(["conv", "pyramid"]),
  levels: z.int().min(1).max(8),
  baseWidth: natural,
  hidden: z.int().min(0),
  codeSize: natural,
  likelihood: z.enum(["bernoulli", "gaussian"]),
  beta: positive,
  score: z.enum(["mse", "bce", "elbo", "prob", "map"]),
  samples: natural,
  map: scoreSchema,
  ...trainingFields,
});

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or sizes do not fit.
 */
export function parseVaeConfig(config: unknown, source: string): VaeConfig {
  const parsed = parseConfig(schema, config, source);
  checkHalving(parsed.imageSize, parsed.levels, `${source}: levels`);
  if (parsed.imageSize / 2 ** parsed.levels < 2) {
    throw new InputError(
      `${source}: levels: ${parsed.levels} levels leave one pixel of ${parsed.imageSize}; use fewer`,
    );
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
export function resolveVaeConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): VaeConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? facts.imageSize;
  const small = imageSize <= 32;
  const network = given.network ?? (small ? "conv" : "pyramid");
  const batchSize = given.batchSize ?? defaultBatchSize(imageSize);
  const defaults: VaeConfig = {
    imageSize,
    channels: facts.channels,
    network,
    levels: given.levels ?? (network === "conv" ? 2 : defaultLevels(imageSize)),
    baseWidth: 16,
    hidden: network === "conv" ? 512 : 0,
    codeSize: 128,
    likelihood: "bernoulli",
    beta: 1,
    score: small ? "mse" : "map",
    samples: 10,
    map: small
      ? { statistic: "mean", topFraction: 0.01, sigmaAt256: 0 }
      : { statistic: "max", topFraction: 0.01, sigmaAt256: 4 },
    epochs: defaultEpochs(facts.trainingImages, batchSize),
    batchSize,
    learningRate: 1e-3,
  };
  return parseVaeConfig({ ...defaults, ...given }, source);
}
