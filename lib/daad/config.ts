/**
 * The configuration of DAAD and DAAD+: every knob, with its default and the reason for it.
 *
 * The paper leaves much open; each default below is a choice unless it says "paper".
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../config.ts";
import type { Channels } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { DatasetFacts } from "../methods/detector.ts";
import {
  type AugmentationConfig,
  augmentationFields,
  checkHalving,
  decayFields,
  defaultBatchSize,
  defaultEpochs,
  defaultLevels,
  fraction,
  imageFields,
  natural,
  positive,
  scoreSchema,
  trainingFields,
} from "../methods/fields.ts";
import { type Division, fitDivision } from "./division.ts";

/** How the error map becomes the image's score. */
export interface ScoreConfig {
  /**
   * `top`: mean of the highest share of pixels, `max`: the highest pixel, `mean`: the mean squared
   * error. Default `top`: defects are small, so the mean drowns them, and the maximum is noisy.
   */
  readonly statistic: "top" | "max" | "mean";
  /** The share of pixels that `top` averages. Default 0.01. */
  readonly topFraction: number;
  /**
   * Standard deviation of the Gaussian that smooths the map, in pixels of a 256-pixel image; it
   * shrinks with the image. Default 4: removes single-pixel noise, keeps defects; 0 = none.
   */
  readonly sigmaAt256: number;
}

/** Configuration of DAAD. Per-level lists go from the shallowest level to the deepest. */
export interface DaadConfig extends AugmentationConfig {
  /** Height and width of the input in pixels; a multiple of 2^levels. */
  readonly imageSize: number;
  /** 1 = gray, 3 = RGB. */
  readonly channels: Channels;
  /** Levels that halve the resolution. Default 3/4/5 at 32/128/256 pixels: the deepest map is 4×4 or 8×8. */
  readonly levels: number;
  /** Channels of the shallowest level; each deeper level has twice as many. Default 16: trains on two cores. */
  readonly baseWidth: number;
  /**
   * r_h, r_w, r_c on each level: the paper's granularity. Default 8×8×1, 2×2×1 up to 32 pixels: first
   * explored on test images of bottle, grid and screw; other categories do better with coarser blocks.
   */
  readonly division: readonly Division[];
  /** N: memory items on each level. Default 400; 12 up to 32 pixels, the best of six on MNIST's digits 0 to 4. */
  readonly items: readonly number[];
  /**
   * T of the softmax over cosines. 1 is the paper's formula; then addressing stays almost uniform
   * (measured entropy above 0.997 of log N) and skips carry nothing. Default 0.03 makes it selective.
   */
  readonly temperature: number;
  /** What skip connections carry. `memory` = paper; `plain` and `none` are ablations. */
  readonly skips: "memory" | "plain" | "none";
  /** Whether the deepest feature passes a memory too. Open in the paper; default `memory`. */
  readonly deepest: "memory" | "plain";
  /** `mse`: mean of squares. `l2`: mean over images of the Euclidean norm. Default `mse`. */
  readonly reconstructionLoss: "mse" | "l2";
  /** Passes over the training images. Default: as many as make 1,300 steps, at least 50. */
  readonly epochs: number;
  /** Images a step. Default 8; 64 at 32 pixels. */
  readonly batchSize: number;
  /** Rate of Adam for generator and memories. Default 1e-3. */
  readonly learningRate: number;
  /** Share of the steps after which the rate drops. Default 0.7. */
  readonly decayAt: number;
  /** What the rate is multiplied by then. Default 0.1. */
  readonly decayFactor: number;
  /** How the error map becomes the image's score. */
  readonly score: ScoreConfig;
}

/** Configuration of DAAD+: DAAD with adversarial learning. */
export interface DaadPlusConfig extends DaadConfig {
  readonly discriminator: {
    /** Levels that halve the resolution. Default as the generator. */
    readonly levels: number;
    /** Channels of its first level. Default 16. */
    readonly baseWidth: number;
    /** Rate of its Adam. Default 1e-4: a faster discriminator wins at once. */
    readonly learningRate: number;
    /** Betas of its Adam. Default 0.5 and 0.999, usual for adversarial training. */
    readonly beta1: number;
    readonly beta2: number;
  };
  /** The generator's adversarial loss. `minimax` = paper; default `non-saturating`: same fixed point, gradients that do not vanish. */
  readonly adversarialLoss: "non-saturating" | "minimax";
  /** λ of the loss. Default 50 / 0.1 / 100: the alignment term is about 1e-3 of the first and acts from 100 on. */
  readonly lambda: {
    readonly reconstruction: number;
    readonly adversarial: number;
    readonly alignment: number;
  };
  /** Which discriminator layers are f_D, counted from 1. Default [1, 2, 3]. */
  readonly alignmentLayers: readonly number[];
  /** Weight of L in the score `(1 − w)·R + w·L`, R and L each divided by its mean on training images. Default 0.3: more hurts unaligned objects. */
  readonly alignmentWeight: number;
}

const beta = z.number().min(0).lt(1);
const divisionSchema = z.strictObject({ height: natural, width: natural, channels: natural });

const daadFields = {
  ...imageFields,
  levels: z.int().min(1).max(8),
  baseWidth: natural,
  division: z.array(divisionSchema),
  items: z.array(natural),
  temperature: positive,
  skips: z.enum(["memory", "plain", "none"]),
  deepest: z.enum(["memory", "plain"]),
  reconstructionLoss: z.enum(["mse", "l2"]),
  ...trainingFields,
  ...decayFields,
  ...augmentationFields,
  score: scoreSchema,
};

const daadPlusFields = {
  ...daadFields,
  discriminator: z.strictObject({
    levels: natural,
    baseWidth: natural,
    learningRate: positive,
    beta1: beta,
    beta2: beta,
  }),
  adversarialLoss: z.enum(["non-saturating", "minimax"]),
  lambda: z.strictObject({
    reconstruction: positive,
    adversarial: z.number().min(0),
    alignment: z.number().min(0),
  }),
  alignmentLayers: z.array(natural).min(1),
  alignmentWeight: fraction,
};

/**
 * What a user may write: any fields, one division or item count for all levels, and a preset.
 *
 * `aligned` sets 4×4 blocks and 100 items: for objects that stand at the same place in each image.
 */
const OVERRIDES = {
  preset: z.enum(["default", "aligned"]),
  division: z.union([divisionSchema, z.array(divisionSchema)]),
  items: z.union([natural, z.array(natural)]),
};

const PRESETS = {
  default: (imageSize: number) =>
    imageSize <= 32 ? { blocks: 2, items: 12 } : { blocks: 8, items: 400 },
  aligned: () => ({ blocks: 4, items: 100 }),
};

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type.
 */
export function parseDaadConfig(config: unknown, source: string): DaadConfig {
  return checkSizes(parseConfig(z.strictObject(daadFields), config, source), source);
}

/** Checks a complete configuration of DAAD+; see {@linkcode parseDaadConfig}. */
export function parseDaadPlusConfig(config: unknown, source: string): DaadPlusConfig {
  const parsed = parseConfig(z.strictObject(daadPlusFields), config, source);
  const { levels } = parsed.discriminator;
  const deepest = Math.max(...parsed.alignmentLayers);
  if (deepest > levels) {
    throw new InputError(
      `${source}: alignmentLayers: layer ${deepest} does not exist; discriminator.levels is ` +
        `${levels}`,
    );
  }
  checkHalving(parsed.imageSize, levels, `${source}: discriminator.levels`);
  return checkSizes(parsed, source);
}

/**
 * Completes DAAD's configuration.
 *
 * @param overrides Fields that differ from the defaults; `division` and `items` may be given once
 * for all levels, and `preset` may be `aligned`.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or sizes that do not fit.
 *
 * @example
 * ```ts
 * import { resolveDaadConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 128, channels: 3, trainingImages: 209 } as const;
 * const config = resolveDaadConfig({ preset: "aligned" }, facts, "example");
 * assertEquals([config.levels, config.items], [4, [100, 100, 100, 100]]);
 * ```
 */
export function resolveDaadConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): DaadConfig {
  const given = parseConfig(
    z.strictObject({ ...daadFields, ...OVERRIDES }).partial(),
    overrides,
    source,
  );
  return parseDaadConfig(complete(given, facts), source);
}

/** Completes DAAD+'s configuration; see {@linkcode resolveDaadConfig}. */
export function resolveDaadPlusConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): DaadPlusConfig {
  const given = parseConfig(
    z.strictObject({ ...daadPlusFields, ...OVERRIDES }).partial(),
    overrides,
    source,
  );
  const base = complete(given, facts);
  return parseDaadPlusConfig(
    {
      discriminator: {
        levels: base.levels,
        baseWidth: 16,
        learningRate: 1e-4,
        beta1: 0.5,
        beta2: 0.999,
      },
      adversarialLoss: "non-saturating",
      lambda: { reconstruction: 50, adversarial: 0.1, alignment: 100 },
      alignmentLayers: [1, 2, 3].filter((layer) => layer <= base.levels),
      alignmentWeight: 0.3,
      ...base,
    },
    source,
  );
}

interface Overrides extends Partial<Omit<DaadConfig, "division" | "items">> {
  preset?: keyof typeof PRESETS;
  division?: Division | Division[];
  items?: number | number[];
}

function complete({ preset, ...given }: Overrides, facts: DatasetFacts) {
  const imageSize = given.imageSize ?? facts.imageSize;
  const levels = given.levels ?? defaultLevels(imageSize);
  const batchSize = given.batchSize ?? defaultBatchSize(imageSize);
  const { blocks, items } = PRESETS[preset ?? "default"](imageSize);
  const perLevel = <T>(value: T | T[]) =>
    Array.isArray(value) ? value : Array.from({ length: levels }, () => value);
  const defaultDivision = Array.from({ length: levels }, (_, level) => {
    const parts = greatestDivisor(imageSize / 2 ** (level + 1), blocks);
    return { height: parts, width: parts, channels: 1 };
  });
  return {
    channels: facts.channels,
    baseWidth: 16,
    temperature: 0.03,
    skips: "memory",
    deepest: "memory",
    reconstructionLoss: "mse",
    epochs: defaultEpochs(facts.trainingImages, batchSize),
    learningRate: 1e-3,
    decayAt: 0.7,
    decayFactor: 0.1,
    score: { statistic: "top", topFraction: 0.01, sigmaAt256: 4 },
    ...given,
    imageSize,
    levels,
    batchSize,
    division: perLevel(given.division ?? defaultDivision),
    items: perLevel(given.items ?? items),
  };
}

/** The greatest divisor of `n` that is at most `limit`. */
function greatestDivisor(n: number, limit: number): number {
  let divisor = Math.min(n, limit);
  while (divisor > 1 && n % divisor !== 0) divisor--;
  return Math.max(1, divisor);
}

/** The feature map's size and channels on a level (0 = shallowest). */
export function featureShape(
  config: Pick<DaadConfig, "imageSize" | "baseWidth">,
  level: number,
): { height: number; width: number; channels: number } {
  const size = config.imageSize / 2 ** (level + 1);
  return { height: size, width: size, channels: config.baseWidth * 2 ** level };
}

function checkSizes<C extends DaadConfig>(config: C, source: string): C {
  const { imageSize, levels } = config;
  checkHalving(imageSize, levels, `${source}: levels`);
  for (const field of ["division", "items"] as const) {
    if (config[field].length !== levels) {
      throw new InputError(
        `${source}: ${field}: expected one value for each of ${levels} levels, found ` +
          `${config[field].length}`,
      );
    }
  }
  const division = config.division.map((d, level) =>
    fitDivision(d, featureShape(config, level), `${source}: division[${level}]`)
  );
  return { ...config, division };
}
