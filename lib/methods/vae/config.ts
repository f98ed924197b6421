/**
 * The configuration of the variational autoencoder.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import {
  baseWidthField,
  imageFields,
  type ImageSize,
  isSmall,
  natural,
  positive,
} from "../../detector/config/fields.ts";
import { checkHalving, defaultLevels } from "../../detector/config/halving.ts";
import { scoreField, TOP_SCORE } from "../../detector/config/score_field.ts";
import { trainingFields } from "../../detector/config/training_fields.ts";
import { InputError } from "../../errors.ts";

type Network = "conv" | "pyramid";

/** The fields of the VAE. */
export const vaeConfig = defineConfig({
  ...imageFields,
  network: {
    schema: z.enum(["conv", "pyramid"]),
    default: (known: ImageSize) => isSmall(known) ? "conv" : "pyramid",
    doc:
      "conv: pairs of convolutions 3×3 with pooling and ELU, a published network for 28 pixels. " +
      "pyramid: encoder and decoder of this project's AE, since no source has a network for larger " +
      "images. Default conv up to 32 pixels, pyramid above.",
  },
  levels: {
    schema: z.int().min(1).max(8),
    default: ({ network, imageSize }: ImageSize & { network: Network }) =>
      network === "conv" ? 2 : defaultLevels(imageSize),
    doc: "Times that the resolution is halved. Default 2 for conv; 3, 4, 5 at 32, 128, 256 pixels.",
  },
  baseWidth: baseWidthField,
  hidden: {
    schema: z.int().min(0),
    default: ({ network }: { network: Network }) => network === "conv" ? 512 : 0,
    doc: "Units of the layer between feature map and code; 0 = none. Default 512 for conv, else 0.",
  },
  codeSize: { schema: natural, default: 128, doc: "Size of the code. Default 128." },
  likelihood: {
    schema: z.enum(["bernoulli", "gaussian"]),
    default: "bernoulli",
    doc:
      "bernoulli: cross-entropy of the pixels in [0, 1], as in the published network. gaussian: " +
      "half the squared error. Both are summed over pixels: means would let the KL term win and the " +
      "code collapse. Default bernoulli.",
  },
  beta: {
    schema: positive,
    default: 1,
    doc: "Weight of the KL term. Default 1: the bound itself.",
  },
  score: {
    schema: z.enum(["mse", "bce", "elbo", "prob", "map"]),
    default: (known: ImageSize) => isSmall(known) ? "mse" : "map",
    doc: "With x in [0, 1], μ the mean of q(z | x), z_l drawn from it and De the decoder: mse: " +
      "Σ (x − De(μ))². bce: cross-entropy of x under De(μ), summed. elbo: mean_l Rec(x, De(z_l)) + KL. " +
      "prob: −mean_l log p(x | z_l). map: the statistic of the error map. Papers seldom say which they " +
      "rank by. Default mse, deterministic; map above 32 pixels, where defects are small.",
  },
  samples: {
    schema: natural,
    default: 10,
    doc: "L: draws of elbo and prob. Default 10, as An and Cho have it.",
  },
  map: scoreField(
    (known) =>
      isSmall(known)
        ? { ...TOP_SCORE, statistic: "mean", sigmaAt256: 0 }
        : { ...TOP_SCORE, statistic: "max" },
    "How the error map is smoothed, and how it becomes the score map. Default: the maximum after " +
      "sigma 4; up to 32 pixels the mean, not smoothed.",
  ),
  ...trainingFields,
  learningRate: {
    ...trainingFields.learningRate,
    doc: "Rate of Adam. Default 1e-3; the published demonstration has 1e-4 and 100 epochs.",
  },
}, {
  check: ({ imageSize, levels }, source) => {
    checkHalving(imageSize, levels, `${source}: levels`);
    if (imageSize / 2 ** levels < 2) {
      throw new InputError(
        `${source}: levels: ${levels} levels leave one pixel of ${imageSize}; use fewer`,
      );
    }
  },
});

/** Configuration of the VAE. */
export type VaeConfig = ConfigOf<typeof vaeConfig>;

/** The image scores. */
export type VaeScore = VaeConfig["score"];
