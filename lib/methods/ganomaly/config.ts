/**
 * The configuration of GANomaly; defaults are the official code's.
 *
 * @module
 */
import { z } from "zod";
import { augmentationFields } from "../../detector/config/augmentation_fields.ts";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { natural } from "../../detector/config/fields.ts";
import {
  ganFields,
  requireHalvings,
  resetBelowField,
  weight,
} from "../../detector/config/gan_config.ts";
import { testStatisticsField } from "../../detector/define/test_statistics.ts";

/** The fields of GANomaly. */
export const ganomalyConfig = defineConfig({
  ...ganFields({ epochs: 15, batchSize: 64, learningRate: 2e-4, beta1: 0.5, beta2: 0.999 }),
  latent: { schema: natural, default: 100, doc: "Length of the code. Default 100." },
  baseWidth: {
    schema: natural,
    default: 64,
    doc:
      "Channels of the map next to the image; each halving doubles them. Default 64 as official.",
  },
  lambda: fieldGroup("Weights of the generator's losses.", {
    adversarial: { schema: weight, default: 1, doc: "Default 1." },
    reconstruction: { schema: weight, default: 50, doc: "Default 50." },
    encoding: { schema: weight, default: 1, doc: "Default 1." },
  }),
  distance: {
    schema: z.enum(["l2", "l1"]),
    default: "l2",
    doc:
      "Distance of the two codes that is the score: l2 = mean of squares, the code's, default; l1 = " +
      "mean of absolute differences, the paper's. The paper and the code disagree.",
  },
  ...augmentationFields,
  testStatistics: testStatisticsField,
  resetBelow: resetBelowField,
}, { check: ({ imageSize }, source) => requireHalvings(imageSize, source) });

/** Configuration of GANomaly. */
export type GanomalyConfig = ConfigOf<typeof ganomalyConfig>;
