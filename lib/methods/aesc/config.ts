/**
 * The configuration of AESc.
 *
 * @module
 */
import { z } from "zod";
import {
  type ConfigOf,
  defineConfig,
  type Facts,
  fieldGroup,
} from "../../detector/config/define_config.ts";
import {
  baseWidthField,
  checkLength,
  fraction,
  imageFields,
  type ImageSize,
  natural,
  positive,
} from "../../detector/config/fields.ts";
import { checkHalving } from "../../detector/config/halving.ts";
import { decayFields } from "../../detector/config/training_fields.ts";
import { InputError } from "../../errors.ts";

/** Dropout rates of the six levels of the published code, and of two more that it lacks. */
const DROPOUT = [0, 0, 0.1, 0.2, 0.4, 0.5, 0.5, 0.5];

/** The fields of AESc. Lists by level go from the shallowest level to the deepest. */
export const aescConfig = defineConfig({
  ...imageFields,
  levels: {
    schema: z.int().min(1).max(8),
    default: ({ imageSize }: ImageSize) => levelsDownTo4(imageSize),
    doc: "Times that the resolution is halved. Default: down to 4×4, six times at 256 pixels.",
  },
  baseWidth: baseWidthField,
  skips: {
    schema: z.enum(["add", "none"]),
    default: "add",
    doc: "add: skip connections add the encoder's maps. none: the paper's plain AE. Default add.",
  },
  corruption: {
    schema: z.enum(["stain", "none"]),
    default: "stain",
    doc:
      "What is done to training images. stain: see the data augmentation of that name. none: the " +
      "paper's control, in which skips learn to copy. Default stain.",
  },
  dropout: {
    schema: z.array(fraction.lt(1)),
    default: ({ levels }: { levels: number }) => DROPOUT.slice(0, levels),
    doc:
      "Dropout rate of each level in the passes of uncertainty; nothing is dropped in training. " +
      "Default 0, 0, 0.1, 0.2, 0.4, 0.5, the code's, from the shallowest level on; further levels, " +
      "which it does not have, 0.5.",
  },
  steps: {
    schema: natural,
    default: 31_250,
    doc:
      "Updates of the weights that the default epochs make at least. Default 31,250, the code's 250 " +
      "epochs of 125 batches whatever the set's size. Without effect where epochs is given.",
  },
  epochs: {
    schema: natural,
    default: ({ facts, batchSize, steps }: Facts & { batchSize: number; steps: number }) =>
      Math.ceil(steps / Math.max(1, Math.floor(facts.trainingImages / batchSize))),
    doc: "Passes over the training images. Default: as many as make `steps`.",
  },
  batchSize: { schema: natural, default: 16, doc: "Images a step. Default 16." },
  learningRate: {
    schema: positive,
    default: 0.01,
    doc: "Rate of Adam. Default 0.01, as in the code.",
  },
  ...decayFields,
  decayAt: {
    ...decayFields.decayAt,
    doc:
      "Share of the steps after which the rate drops. Default 0.7; the code halves the rate when the " +
      "validation error has not fallen for 30 epochs, and no images are held out here.",
  },
  score: fieldGroup("How residuals become maps and scores.", {
    map: {
      schema: z.enum(["residual", "uncertainty"]),
      default: "residual",
      doc: "residual: |x − x̂| in gray levels, summed over channels. uncertainty: the variance of " +
        "reconstructions under dropout, averaged over channels. Default residual.",
    },
    norm: {
      schema: z.enum(["l1", "l2", "linf"]),
      default: "l2",
      doc: "With d the map: l2 = √(mean d²), l1 = mean d, linf = max d. Default l2, the paper's.",
    },
    passes: {
      schema: z.int().min(2),
      default: 30,
      doc: "Reconstructions under dropout for uncertainty. Default 30, as in the code.",
    },
  }),
}, {
  check: ({ imageSize, levels, dropout, score }, source) => {
    checkHalving(imageSize, levels, `${source}: levels`);
    checkLength(dropout, levels, "levels", `${source}: dropout`);
    if (score.map === "uncertainty" && dropout.every((rate) => rate === 0)) {
      throw new InputError(
        `${source}: dropout: all rates are 0; score.map uncertainty needs one above 0`,
      );
    }
  },
});

/** Configuration of AESc. */
export type AescConfig = ConfigOf<typeof aescConfig>;

/** How residuals become maps and scores. */
export type AescScoreConfig = AescConfig["score"];

function levelsDownTo4(imageSize: number): number {
  let levels = 1;
  while (levels < 8 && imageSize % 2 ** (levels + 1) === 0 && imageSize / 2 ** (levels + 1) >= 4) {
    levels++;
  }
  return levels;
}
