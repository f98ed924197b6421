/**
 * The configuration of FAVAE.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import { imageFields, natural, positive } from "../../detector/config/fields.ts";
import { checkHalving } from "../../detector/config/halving.ts";
import { scoreField } from "../../detector/config/score_field.ts";
import { BACKBONES } from "../../nn/backbones/mod.ts";

/** Number of halvings from the image to the smallest map: from 128 pixels to 8. */
export const LEVELS = 4;

/** Height and width to which the published code resizes images. */
export function favaeImageSize(): number {
  return 128;
}

/** The fields of FAVAE. */
export const favaeConfig = defineConfig({
  ...imageFields,
  backbone: {
    schema: z.enum(BACKBONES),
    default: "vgg16",
    doc: "The frozen network whose features are rebuilt. Default vgg16, the published one.",
  },
  latent: { schema: natural, default: 100, doc: "Size of the code. Default 100." },
  baseWidth: {
    schema: z.int().min(4).multipleOf(4),
    default: 128,
    doc:
      "Channels of the shallowest maps; those of the deepest are four times as many. Default 128.",
  },
  beta: {
    schema: positive,
    default: 1,
    doc:
      "Weight of the KL term. Default 1; the paper learns scales of the terms, the code does not.",
  },
  weightDecay: {
    schema: z.number().min(0),
    default: 1e-5,
    doc: "L2 penalty: what is added to each gradient, relative to the value. Default 1e-5.",
  },
  score: scoreField(
    { statistic: "max", topFraction: 0.01, sigmaAt256: 8 },
    "How the map is smoothed and becomes a score. Default: the maximum, sigma 4 at 128 pixels.",
  ),
  epochs: {
    schema: natural,
    default: 100,
    doc:
      "Passes over the training images. Default 100, as the code, which may have 10,000 augmented " +
      "images made before.",
  },
  batchSize: { schema: natural, default: 64, doc: "Images a step. Default 64." },
  learningRate: { schema: positive, default: 5e-3, doc: "Rate of Adam. Default 0.005." },
}, {
  check: ({ imageSize }, source) => checkHalving(imageSize, LEVELS, `${source}: imageSize`),
});

/** Configuration of FAVAE. */
export type FavaeConfig = ConfigOf<typeof favaeConfig>;
