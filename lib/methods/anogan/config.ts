/**
 * The configuration of AnoGAN. The paper's own code is not public, and re-implementations disagree;
 * each default taken from one says so, the others are choices.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { fraction, natural, positive } from "../../detector/config/fields.ts";
import { ganFields, requireHalvings } from "../../detector/config/gan_config.ts";

/** The fields of AnoGAN. */
export const anoganConfig = defineConfig({
  ...ganFields({ epochs: 25, batchSize: 64, learningRate: 2e-4, beta1: 0.5, beta2: 0.999 }),
  latent: { schema: natural, default: 100, doc: "Length of the latent vector. Default 100." },
  prior: {
    schema: z.enum(["uniform", "normal"]),
    default: "uniform",
    doc: "What latent vectors are drawn from: uniform in (−1, 1), default, or normal.",
  },
  baseWidth: {
    schema: natural,
    default: 128,
    doc:
      "Channels of the map next to the image; each halving doubles them. Default 128, so that 32 " +
      "pixels have 128–256–512. With sums the feature term grows with the width, the pixel term does " +
      "not.",
  },
  generatorSteps: {
    schema: z.int().min(1).max(10),
    default: 1,
    doc:
      "Updates of the generator for one of the discriminator. Default 1; a re-implementation takes 2, " +
      "and says that the paper does not.",
  },
  featureWeight: {
    schema: fraction,
    default: 0.1,
    doc:
      "λ of the score (1 − λ) · R + λ · F. Default 0.1, at the default width. Behind batch norm the " +
      "sum F is in proportion to the number of channels, so at 1/n of the width n λ / (1 + (n − 1) λ) " +
      "weighs R and F as 0.1 does at the whole: 4/13 at a quarter.",
  },
  reduction: {
    schema: z.enum(["sum", "mean"]),
    default: "sum",
    doc:
      "Whether R and F are sums over pixels and features, default, as in the paper, or means, which " +
      "gives F, with fewer terms, another weight.",
  },
  search: fieldGroup("The search for the latent vector of an image.", {
    steps: { schema: natural, default: 500, doc: "Γ. Default 500." },
    learningRate: {
      schema: positive,
      default: 0.05,
      doc:
        "Rate of its Adam, whose betas are those of the training. Default 0.05: a re-implementation " +
        "names both 0.05 and 1e-3, with which a value moves no further than 0.5 in 500 steps.",
    },
  }),
}, { check: ({ imageSize }, source) => requireHalvings(imageSize, source) });

/** Configuration of AnoGAN. */
export type AnoganConfig = ConfigOf<typeof anoganConfig>;
