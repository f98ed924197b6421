/**
 * The configuration of SPADE.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import { imageFields, type ImageSize, natural } from "../../detector/config/fields.ts";
import { InputError } from "../../errors.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";

/** The network of the paper. */
export const SPADE_BACKBONE: BackboneId = "wide_resnet50_2";

/** Side in pixels to which images are resized, and the share of it that the crop keeps: 256, 224. */
const IMAGE_SIZE = 256;
const CROP = 224 / 256;

/** Height and width to which the paper resizes images. */
export function spadeImageSize(): number {
  return IMAGE_SIZE;
}

/** The fields of SPADE. */
export const spadeConfig = defineConfig({
  ...imageFields,
  backbone: {
    schema: z.enum(BACKBONES),
    default: SPADE_BACKBONE,
    doc: "The frozen network. Default wide_resnet50_2, as the paper.",
  },
  crop: {
    schema: z.int().min(8),
    default: ({ imageSize }: ImageSize) => Math.round(imageSize * CROP),
    doc:
      "Height and width of the middle that is looked at, in pixels. Default 7/8 of the image size: " +
      "224 of 256, as the paper. Maps go on outside of it as at its border; metrics of pixels leave that " +
      "out.",
  },
  stages: {
    schema: z.union([z.literal("auto"), z.array(z.string()).min(1)]),
    default: "auto",
    doc:
      "Stages whose positions are compared. auto, the default: the deepest ones of stride 4, 8 and 16, " +
      "which are the paper's.",
  },
  vector: {
    schema: z.string(),
    default: "deepest",
    doc:
      "The stage whose mean over positions stands for an image. deepest, the default; the paper's is " +
      "the last one of the whole network, which a file without its last stage does not have.",
  },
  neighbours: {
    schema: natural,
    default: 5,
    doc:
      "K, the nearest normal images. Default 5, as the published values by category, which are of a " +
      "re-implementation; the paper has 50, which takes ten times as long.",
  },
  pixelNeighbours: {
    schema: natural,
    default: 1,
    doc: "κ, the nearest positions of these images. Default 1, as the paper.",
  },
  sigmaAt224: {
    schema: z.number().min(0).max(64),
    default: 4,
    doc:
      "Standard deviation in pixels that smooths maps of 224 pixels, scaled with the crop. Default 4.",
  },
  memory: {
    schema: z.number().min(0),
    default: 1024,
    doc:
      "Megabytes of feature maps of training images that stay in memory. Default 1024. The others come " +
      "from the feature cache, or are computed again, to the same bits.",
  },
}, {
  check: ({ crop, imageSize }, source) => {
    if (crop > imageSize) {
      throw new InputError(
        `${source}: crop: found ${crop}, expected at most the image size, ${imageSize}`,
      );
    }
  },
});

/** Configuration of SPADE. */
export type SpadeConfig = ConfigOf<typeof spadeConfig>;
