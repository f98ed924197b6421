/**
 * The configuration of ADGAN; defaults are those of the re-implementation by GEOM's authors, the best
 * public code.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { beta, natural, positive } from "../../detector/config/fields.ts";
import { ganFields, requireHalvings } from "../../detector/config/gan_config.ts";

/** The fields of ADGAN. The critic's updates of one step share `batchSize` images: 2 × 128. */
export const adganConfig = defineConfig({
  ...ganFields({
    ...{ epochs: 1, steps: 10_000, batchSize: 256, learningRate: 1e-4, beta1: 0, beta2: 0.9 },
  }),
  latent: {
    schema: natural,
    default: 256,
    doc: "Length of the latent vector, drawn from N(0, 1). Default 256.",
  },
  baseWidth: {
    schema: natural,
    default: 64,
    doc: "Channels of the map next to the image; each halving doubles them. Default 64.",
  },
  criticSteps: {
    schema: z.int().min(1).max(20),
    default: 2,
    doc: "Updates of the critic for one of the generator. Default 2.",
  },
  gradientPenalty: {
    schema: z.number().min(0),
    default: 20,
    doc: "Weight of the gradient penalty. Default 20.",
  },
  search: fieldGroup("The search for what generates an image.", {
    seeds: { schema: natural, default: 8, doc: "Latent vectors that it starts from. Default 8." },
    rounds: { schema: z.int().min(1).max(50), default: 5, doc: "k: steps of each. Default 5." },
    latentRate: {
      schema: positive,
      default: 0.25,
      doc: "Rate of Adam for the latent vector. Default 0.25.",
    },
    weights: {
      schema: z.boolean(),
      default: true,
      doc:
        "Whether the generator's weights move too, a private copy for each image and seed. Default " +
        "true, the method; false is an ablation that searches whole batches and is many times faster.",
    },
    weightRate: {
      schema: positive,
      default: 5e-5,
      doc: "Rate of Adam for the weights. Default 5e-5.",
    },
    beta1: { schema: beta, default: 0.5, doc: "First beta of both. Default 0.5." },
    beta2: {
      schema: beta,
      default: 0.999,
      doc: "Second beta of both. Default 0.999: Keras's, which the training replaces.",
    },
  }),
}, { check: ({ imageSize }, source) => requireHalvings(imageSize, source) });

/** Configuration of ADGAN. */
export type AdganConfig = ConfigOf<typeof adganConfig>;
