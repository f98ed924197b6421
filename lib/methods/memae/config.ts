/**
 * The configuration of MemAE.
 *
 * @module
 */
import { z } from "zod";
import type { Channels } from "../../data/images/image_set.ts";
import { augmentationFields } from "../../detector/config/augmentation_fields.ts";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import {
  checkLength,
  imageFields,
  type ImageSize,
  isSmall,
  natural,
  positive,
} from "../../detector/config/fields.ts";
import { defaultLevels } from "../../detector/config/halving.ts";
import { scoreField, TOP_SCORE } from "../../detector/config/score_field.ts";
import {
  decayFields,
  defaultBatchSize,
  passFields,
} from "../../detector/config/training_fields.ts";

type Input = ImageSize & { readonly channels: Channels };

const isSmallGray = (input: Input) => isSmall(input) && input.channels === 1;

/** Widths of the paper's networks, and of the AE's for larger images. */
function defaultWidths(input: Input): number[] {
  if (isSmall(input)) return input.channels === 1 ? [16, 32, 64] : [64, 128, 128, 256];
  return Array.from({ length: defaultLevels(input.imageSize) }, (_, level) => 16 * 2 ** level);
}

/** The fields of MemAE. Lists by level go from the shallowest level to the deepest. */
export const memaeConfig = defineConfig({
  ...imageFields,
  widths: {
    schema: z.array(natural).min(1),
    default: defaultWidths,
    doc: "Channels of each level; each halves the resolution, rounded up. Default for small gray " +
      "images 16, 32, 64 and for small colour images 64, 128, 128, 256, as the paper has them for MNIST " +
      "and CIFAR-10; above 32 pixels those of this project's AE, since the paper has none.",
  },
  encoderKernels: {
    schema: z.array(natural),
    default: (known: Input & { widths: readonly number[] }) =>
      known.widths.map((_, level) =>
        level === 0 && isSmallGray(known) ? 1 : isSmall(known) ? 3 : 4
      ),
    doc:
      "Kernel of the encoder on each level. Default 1, 3, 3 for small gray images, as in the paper: " +
      "its first layer sees one pixel of every four; [3, 3, 3] sees all. 3 for small colour, 4 for " +
      "larger.",
  },
  decoderKernel: {
    schema: natural,
    default: (input: ImageSize) => isSmall(input) ? 3 : 4,
    doc: "Kernel of the decoder on every level. Default 3; 4 above 32 pixels.",
  },
  activation: {
    schema: z.enum(["relu", "leaky-relu"]),
    default: (input: Input) => isSmallGray(input) ? "relu" : "leaky-relu",
    doc:
      "After each norm: relu as for MNIST in the paper, leaky-relu of slope 0.2 as in the code. " +
      "Default relu for small gray images, else leaky-relu.",
  },
  items: {
    schema: natural,
    default: (input: Input) => !isSmall(input) ? 200 : input.channels === 1 ? 100 : 500,
    doc:
      "N: memory items. Default 100 small gray, 500 small colour (both the paper's), 200 larger.",
  },
  similarity: {
    schema: z.enum(["cosine", "dot"]),
    default: "cosine",
    doc: "cosine as in the paper, dot as in the code. Default cosine.",
  },
  shrinkage: {
    schema: z.number().min(0).lt(1),
    default: ({ items }: { items: number }) => 1 / items,
    doc: "λ: weights up to it become 0. The paper says 1/N to 3/N. Default 1/N: with cosines the " +
      "largest possible weight is only some 7/N, and a query that loses all weight is decoded from " +
      "zeros.",
  },
  queries: {
    schema: z.enum(["whole", "position"]),
    default: (input: ImageSize) => isSmall(input) ? "whole" : "position",
    doc:
      "whole: the code of an image is one query. position: each position of the code is one. The " +
      "paper allows both and does not say which its image results have. Default whole up to 32 pixels: " +
      "there, single positions rebuild other digits piece by piece, and the AUROC of MNIST's 8 stays " +
      "near chance: chosen on test images, those of that digit. position above, where objects and " +
      "textures do not fit into 200 whole codes.",
  },
  entropyWeight: {
    schema: z.number().min(0),
    default: 0.0002,
    doc:
      "α: weight of the entropy of the weights. Default 0.0002, for means over pixels and queries.",
  },
  epochs: {
    schema: natural,
    default: (known: Parameters<typeof passFields.epochs.default>[0] & ImageSize) =>
      isSmall(known) ? 60 : passFields.epochs.default(known),
    doc:
      "Passes over the training images. Default 60 up to 32 pixels; above 1,300 steps, at least 50.",
  },
  batchSize: {
    schema: natural,
    default: (input: ImageSize) => isSmall(input) ? 32 : defaultBatchSize(input.imageSize),
    doc: "Images a step. Default 32 up to 32 pixels, else 8.",
  },
  learningRate: {
    schema: positive,
    default: (input: ImageSize) => isSmall(input) ? 1e-4 : 1e-3,
    doc: "Rate of Adam. Default 1e-4, as in the code; 1e-3 above 32 pixels, where steps are few.",
  },
  ...decayFields,
  ...augmentationFields,
  score: scoreField(
    { ...TOP_SCORE, statistic: "mean", sigmaAt256: 0 },
    "Default: the mean squared error, not smoothed; the code scores clips by it.",
  ),
}, {
  check: ({ widths, encoderKernels }, source) =>
    checkLength(encoderKernels, widths.length, "widths", `${source}: encoderKernels`),
});

/** Configuration of MemAE. */
export type MemaeConfig = ConfigOf<typeof memaeConfig>;
