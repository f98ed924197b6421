/**
 * The configuration of GeoTrans.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, type Facts } from "../../detector/config/define_config.ts";
import { imageFields, type ImageSize, natural } from "../../detector/config/fields.ts";
import { trainingFields } from "../../detector/config/training_fields.ts";
import { InputError } from "../../errors.ts";

/** The larger of the two sizes that the paper trains on, which has its own network. */
const LARGE_IMAGE = 64;

/** The fields of GeoTrans. */
export const geotransConfig = defineConfig({
  ...imageFields,
  imageSize: {
    ...imageFields.imageSize,
    default: ({ facts }: Facts) => Math.min(facts.imageSize, LARGE_IMAGE),
    doc:
      "Height and width of the images. Default: the dataset's up to 64 pixels, 64 above: no source " +
      "says how larger ones were shown, and each is computed 72 times. Sizes that are no multiple of 8 " +
      "are surrounded by black: 28 → 32, as in the official code.",
  },
  depth: {
    schema: natural,
    default: ({ imageSize }: ImageSize) => imageSize === LARGE_IMAGE ? 16 : 10,
    doc:
      "Layers of the wide residual network, 6n + 4. Default 10; 16 at 64 pixels, as in the code.",
  },
  widen: {
    schema: natural,
    default: ({ imageSize }: ImageSize) => imageSize === LARGE_IMAGE ? 8 : 4,
    doc: "What multiplies its widths. Default 4; 8 at 64 pixels. Both are the code's.",
  },
  weightDecay: {
    schema: z.number().min(0),
    default: 0.00025,
    doc: "Factor of the sum of all squared weights in the loss. Default 0.00025, the code's.",
  },
  score: {
    schema: z.enum(["dirichlet", "simplified"]),
    default: "dirichlet",
    doc:
      "dirichlet: the likelihood of each answer under a Dirichlet distribution that is fitted to " +
      "those for training images. simplified: the mean probability of the right answer, which needs no " +
      "fit. Default dirichlet, the paper's.",
  },
  epochs: {
    schema: natural,
    default: 3,
    doc: "Passes over all pairs of image and transformation. Default 3, the paper's: ⌈200 / 72⌉.",
  },
  batchSize: {
    schema: natural,
    default: 128,
    doc: "Transformed images a step. Default 128, the paper's.",
  },
  learningRate: { ...trainingFields.learningRate, doc: "Rate of Adam. Default 1e-3, the paper's." },
}, {
  check: ({ depth }, source) => {
    if (depth < 10 || depth % 6 !== 4) {
      throw new InputError(
        `${source}: depth: expected 10, 16, 22 or a further 6n + 4, found ${depth}`,
      );
    }
  },
});

/** Configuration of GeoTrans. */
export type GeotransConfig = ConfigOf<typeof geotransConfig>;
