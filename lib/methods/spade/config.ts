/**
 * The configuration of SPADE.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import { imageFields, natural } from "../fields.ts";

/** The network of the paper. */
export const SPADE_BACKBONE: BackboneId = "wide_resnet50_2";

/** Images are resized to this before the middle is cut out, and cut to this share of it: 256, 224. */
const IMAGE_SIZE = 256;
const CROP = 224 / 256;

/** Configuration of SPADE. */
export interface SpadeConfig extends DetectorConfig {
  /** The frozen network. Default `wide_resnet50_2`, as the paper. */
  readonly backbone: BackboneId;
  /**
   * Height and width of the middle that is looked at, in pixels. Default 7/8 of the image size: 224 of
   * 256, as the paper. Maps go on
   * outside of it as at its border; metrics of pixels leave that out.
   */
  readonly crop: number;
  /**
   * Stages whose positions are compared. `auto`, the default: the deepest ones of stride 4, 8 and 16,
   * which are the paper's.
   */
  readonly stages: "auto" | readonly string[];
  /**
   * The stage whose mean over positions stands for an image. `deepest`, the default; the paper's is
   * the last one of the whole network, which a file without its last stage does not have.
   */
  readonly vector: string;
  /**
   * K, the nearest normal images. Default 5, as the published values by category, which are of a
   * re-implementation; the paper has 50, which takes ten times as long.
   */
  readonly neighbours: number;
  /** κ, the nearest positions of these images. Default 1, as the paper. */
  readonly pixelNeighbours: number;
  /** Standard deviation in pixels that smooths maps of 224 pixels, scaled with the crop. Default 4. */
  readonly sigmaAt224: number;
  /**
   * Megabytes of feature maps of training images that stay in memory. Default 1024. The others come
   * from the feature cache, or are computed again, to the same bits.
   */
  readonly memory: number;
}

const schema = z.strictObject({
  ...imageFields,
  backbone: z.enum(BACKBONES),
  crop: z.int().min(8),
  stages: z.union([z.literal("auto"), z.array(z.string()).min(1)]),
  vector: z.string(),
  neighbours: natural,
  pixelNeighbours: natural,
  sigmaAt224: z.number().min(0).max(64),
  memory: z.number().min(0),
});

/** Height and width to which the paper resizes images. */
export function spadeImageSize(): number {
  return IMAGE_SIZE;
}

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the crop does not fit.
 */
export function parseSpadeConfig(config: unknown, source: string): SpadeConfig {
  const parsed = parseConfig(schema, config, source);
  const { crop, imageSize } = parsed;
  if (crop > imageSize) {
    throw new InputError(
      `${source}: crop: found ${crop}, expected at most the image size, ${imageSize}`,
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
 * @throws {InputError} For an unknown field, a wrong type, or a crop that does not fit.
 */
export function resolveSpadeConfig(
  overrides: unknown,
  { imageSize, channels }: DatasetFacts,
  source: string,
): SpadeConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const defaults: SpadeConfig = {
    imageSize,
    channels,
    backbone: SPADE_BACKBONE,
    crop: Math.round((given.imageSize ?? imageSize) * CROP),
    stages: "auto",
    vector: "deepest",
    neighbours: 5,
    pixelNeighbours: 1,
    sigmaAt224: 4,
    memory: 1024,
  };
  return parseSpadeConfig({ ...defaults, ...given }, source);
}
