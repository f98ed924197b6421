/**
 * The configuration of the plain autoencoder. Every default is DAAD's, so that only the memories
 * differ.
 *
 * @module
 */
import { z } from "zod";
import { augmentationFields } from "../../detector/config/augmentation_fields.ts";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import { baseWidthField, imageFields } from "../../detector/config/fields.ts";
import { checkHalving, levelsField } from "../../detector/config/halving.ts";
import { scoreField, TOP_SCORE } from "../../detector/config/score_field.ts";
import { decayFields, trainingFields } from "../../detector/config/training_fields.ts";

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
