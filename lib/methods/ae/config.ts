/**
 * The configuration of the plain autoencoder. Every default is DAAD's, so that only the memories
 * differ.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig } from "../../detector/define_config.ts";
import { augmentationFields } from "../../detector/augmentation_fields.ts";
import { baseWidthField, imageFields } from "../../detector/fields.ts";
import { checkHalving, levelsField } from "../../detector/halving.ts";
import { decayFields, trainingFields } from "../../detector/training_fields.ts";
import { scoreField, TOP_SCORE } from "../../detector/score_field.ts";

/** The fields of the autoencoder. */
export const aeConfig = defineConfig({
  ...imageFields,
  levels: levelsField,
  baseWidth: baseWidthField,
  skips: {
    schema: z.enum(["none", "plain"]),
    default: "none",
    doc:
      "none: the deepest feature map carries everything. plain: a U-Net, whose skip connections " +
      "let anomalies through; a variant that shows it. Default none.",
  },
  ...trainingFields,
  ...decayFields,
  ...augmentationFields,
  score: scoreField(TOP_SCORE, "Default: the mean of the highest 1 %, sigma 4."),
}, {
  check: ({ imageSize, levels }, source) => checkHalving(imageSize, levels, `${source}: levels`),
});

/** Configuration of the autoencoder. */
export type AeConfig = ConfigOf<typeof aeConfig>;
