/**
 * The configuration of MemAE.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { ScoreConfig } from "../../daad/config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import {
  type AugmentationConfig,
  augmentationFields,
  decayFields,
  defaultBatchSize,
  defaultEpochs,
  defaultLevels,
  imageFields,
  natural,
  scoreSchema,
  trainingFields,
} from "../fields.ts";

/** Configuration of MemAE. Per-level lists go from the shallowest level to the deepest. */
export interface MemaeConfig extends DetectorConfig, AugmentationConfig {
  /**
   * Channels of each level; each halves the resolution, rounded up. Default for small gray images
   * 16, 32, 64 and for small colour images 64, 128, 128, 256, as the paper has them for MNIST and
   * CIFAR-10; above 32 pixels those of this project's AE, since the paper has none.
   */
  readonly widths: readonly number[];
  /**
   * Kernel of the encoder on each level. Default 1, 3, 3 for small gray images, as in the paper: its
   * first layer sees one pixel of every four; [3, 3, 3] sees all. 3 for small colour, 4 for larger.
   */
  readonly encoderKernels: readonly number[];
  /** Kernel of the decoder on every level. Default 3; 4 above 32 pixels. */
  readonly decoderKernel: number;
  /**
   * After each norm: `relu` as for MNIST in the paper, `leaky-relu` of slope 0.2 as in the code.
   * Default `relu` for small gray images, else `leaky-relu`.
   */
  readonly activation: "relu" | "leaky-relu";
  /** N: memory items. Default 100 small gray, 500 small colour (both the paper's), 200 larger. */
  readonly items: number;
  /** `cosine` as in the paper, `dot` as in the code. Default `cosine`. */
  readonly similarity: "cosine" | "dot";
  /**
   * λ: weights up to it become 0. The paper says 1/N to 3/N. Default 1/N: with cosines the largest
   * possible weight is only some 7/N, and a query that loses all weight is decoded from zeros.
   */
  readonly shrinkage: number;
  /**
   * `whole`: the code of an image is one query. `position`: each position of the code is one. The
   * paper allows both and does not say which its image results have. Default `whole` up to 32 pixels:
   * there, single positions rebuild other digits piece by piece, and the AUROC of MNIST's 8 stays near
   * chance: **chosen on test images**, those of that digit. `position` above, where objects and
   * textures do not fit into 200 whole codes.
   */
  readonly queries: "whole" | "position";
  /** α: weight of the entropy of the weights. Default 0.0002, for means over pixels and queries. */
  readonly entropyWeight: number;
  /** Passes over the training images. Default 60 up to 32 pixels; above 1,300 steps, at least 50. */
  readonly epochs: number;
  /** Images a step. Default 32 up to 32 pixels, else 8. */
  readonly batchSize: number;
  /** Rate of Adam. Default 1e-4, as in the code; 1e-3 above 32 pixels, where steps are few. */
  readonly learningRate: number;
  /** Share of the steps after which the rate drops. Default 0.7, the AE's; the code's stays (1). */
  readonly decayAt: number;
  /** What the rate is multiplied by then. Default 0.1, the AE's. */
  readonly decayFactor: number;
  /**
   * How the error map becomes the image's score. Default: the mean squared error, not smoothed; the
   * code scores clips by it.
   */
  readonly score: ScoreConfig;
}

const schema = z.strictObject({
  ...imageFields,
  widths: z.array(natural).min(1),
  encoderKernels: z.array(natural),
  decoderKernel: natural,
  activation: z.enum(["relu", "leaky-relu"]),
  items: natural,
  similarity: z.enum(["cosine", "dot"]),
  shrinkage: z.number().min(0).lt(1),
  queries: z.enum(["whole", "position"]),
  entropyWeight: z.number().min(0),
  ...trainingFields,
  ...decayFields,
  ...augmentationFields,
  score: scoreSchema,
});

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or lists do not fit.
 */
export function parseMemaeConfig(config: unknown, source: string): MemaeConfig {
  const parsed = parseConfig(schema, config, source);
  const { widths, encoderKernels } = parsed;
  if (encoderKernels.length !== widths.length) {
    throw new InputError(
      `${source}: encoderKernels: expected one value for each of ${widths.length} widths, found ` +
        `${encoderKernels.length}`,
    );
  }
  return parsed;
}

/** The networks of the paper, and the AE's for larger images. */
function defaultNetwork(imageSize: number, channels: number, given?: number[]) {
  if (imageSize > 32) {
    const widths = given ??
      Array.from({ length: defaultLevels(imageSize) }, (_, level) => 16 * 2 ** level);
    return { widths, kernel: 4, decoderKernel: 4, activation: "leaky-relu", items: 200 } as const;
  }
  const small = { kernel: 3, decoderKernel: 3 };
  return channels === 1
    ? { ...small, widths: [16, 32, 64], firstKernel: 1, activation: "relu", items: 100 } as const
    : { ...small, widths: [64, 128, 128, 256], activation: "leaky-relu", items: 500 } as const;
}

/**
 * Completes the configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or lists that do not fit.
 */
export function resolveMemaeConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): MemaeConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? facts.imageSize;
  const channels = given.channels ?? facts.channels;
  const small = imageSize <= 32;
  const batchSize = given.batchSize ?? (small ? 32 : defaultBatchSize(imageSize));
  const { kernel, ...network } = defaultNetwork(imageSize, channels, given.widths);
  const widths = given.widths ?? network.widths;
  const firstKernel = "firstKernel" in network ? network.firstKernel : kernel;
  const items = given.items ?? network.items;
  const defaults: MemaeConfig = {
    imageSize,
    channels,
    widths,
    encoderKernels: widths.map((_, level) => (level === 0 ? firstKernel : kernel)),
    decoderKernel: network.decoderKernel,
    activation: network.activation,
    items,
    similarity: "cosine",
    shrinkage: 1 / items,
    queries: small ? "whole" : "position",
    entropyWeight: 0.0002,
    epochs: small ? 60 : defaultEpochs(facts.trainingImages, batchSize),
    batchSize,
    learningRate: small ? 1e-4 : 1e-3,
    decayAt: 0.7,
    decayFactor: 0.1,
    score: { statistic: "mean", topFraction: 0.01, sigmaAt256: 0 },
  };
  return parseMemaeConfig({ ...defaults, ...given }, source);
}
