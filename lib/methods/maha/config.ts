/**
 * The configuration of MAHA.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { RESIZE_FILTERS, type ResizeFilter } from "../../data/image_set.ts";
import { InputError } from "../../errors.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import { fraction, imageFields, natural } from "../fields.ts";
import { type Reduction, REDUCTIONS } from "./components.ts";

/** The network of the paper. */
export const MAHA_BACKBONE: BackboneId = "efficientnet_b4";

/** Its input in pixels, and the usual one of the other networks. */
const SIZES: Partial<Record<BackboneId, number>> = { efficientnet_b4: 380 };
const USUAL_SIZE = 224;

/** Configuration of MAHA. */
export interface MahaConfig extends DetectorConfig {
  /** The frozen network. Default `efficientnet_b4`, as the paper. */
  readonly backbone: BackboneId;
  /** Default `bilinear`, as the official code. */
  readonly resize: ResizeFilter;
  /** Stages with a Gaussian each; `all`, the default, as in the paper. */
  readonly levels: "all" | readonly string[];
  /**
   * `sum` of the distances of all levels, the default and the paper's score, or the distance of one
   * level by name. The paper's own table has one single level above the sum.
   */
  readonly score: string;
  /**
   * `pca` keeps the components of a level that vary most, `npca` those that vary least. Default `none`;
   * which of the paper's rows others quote is not known.
   */
  readonly reduction: Reduction;
  /** Share of the variance at which `pca` ends and `npca` begins. Default 0.99: "NPCA 1 %". */
  readonly variance: number;
  /**
   * 1, the default, fits on all training images. The paper has 5: a fifth of the images is left out,
   * the one that `seed % folds` names, so that seeds 0 to 4 are the five fits.
   */
  readonly folds: number;
}

const schema = z.strictObject({
  ...imageFields,
  backbone: z.enum(BACKBONES),
  resize: z.enum(RESIZE_FILTERS),
  levels: z.union([z.literal("all"), z.array(z.string()).min(1)]),
  score: z.string(),
  reduction: z.enum(REDUCTIONS),
  variance: fraction,
  folds: natural,
});

/** Height and width at which the network was trained, by the backbone that overrides name. */
export function mahaImageSize({ backbone }: Readonly<Record<string, unknown>>): number {
  return SIZES[(backbone ?? MAHA_BACKBONE) as BackboneId] ?? USUAL_SIZE;
}

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type.
 */
export function parseMahaConfig(config: unknown, source: string): MahaConfig {
  const parsed = parseConfig(schema, config, source);
  const { levels, score } = parsed;
  if (levels !== "all" && score !== "sum" && !levels.includes(score)) {
    throw new InputError(
      `${source}: score: ${score} is none of the levels; expected sum, ${levels.join(", ")}`,
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
 * @throws {InputError} For an unknown field or a wrong type.
 */
export function resolveMahaConfig(
  overrides: unknown,
  { imageSize, channels }: DatasetFacts,
  source: string,
): MahaConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const defaults: MahaConfig = {
    imageSize,
    channels,
    backbone: MAHA_BACKBONE,
    resize: "bilinear",
    levels: "all",
    score: "sum",
    reduction: "none",
    variance: 0.99,
    folds: 1,
  };
  return parseMahaConfig({ ...defaults, ...given }, source);
}
