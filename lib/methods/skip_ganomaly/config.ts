/**
 * The configuration of Skip-GANomaly; defaults are those of the official code's CIFAR-10 script.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { fraction, type ImageSize, natural } from "../../detector/config/fields.ts";
import {
  ganFields,
  requireHalvings,
  resetBelowField,
  weight,
} from "../../detector/config/gan_config.ts";
import { testStatisticsField } from "../../detector/define/test_statistics.ts";
import { InputError } from "../../errors.ts";

/** The fields of Skip-GANomaly. */
export const skipGanomalyConfig = defineConfig({
  ...ganFields({ epochs: 25, batchSize: 64, learningRate: 2e-4, beta1: 0.5, beta2: 0.999 }),
  levels: {
    schema: z.int().min(2).max(12),
    default: ({ imageSize }: ImageSize) => Math.max(2, factorsOfTwo(imageSize)),
    doc:
      "Halvings of the U-Net. Default: as many as the size allows, so that powers of two end at 1×1, " +
      "as official; 5 at 32 pixels.",
  },
  baseWidth: {
    schema: natural,
    default: 64,
    doc: "Channels of the first map; each halving doubles them up to eight times. Default 64 as " +
      "official, at 256 pixels 54 million parameters.",
  },
  features: {
    schema: natural,
    default: 100,
    doc: "Length of the discriminator's feature f. Default 100.",
  },
  lambda: fieldGroup(
    "Weights of the generator's losses, the code's; the paper's second one differs (40, as we " +
      "remember it).",
    {
      adversarial: { schema: weight, default: 1, doc: "Default 1." },
      reconstruction: { schema: weight, default: 50, doc: "Default 50." },
      latent: { schema: weight, default: 1, doc: "Default 1." },
    },
  ),
  latentInDiscriminator: {
    schema: z.boolean(),
    default: true,
    doc:
      "Whether the discriminator's loss holds the latent term, with its λ, too. Default true, the " +
      "code's; it makes the discriminator shrink the difference that the score measures.",
  },
  noise: {
    schema: z.number().min(0),
    default: 0,
    doc:
      "Standard deviation of the noise on training images. Default 0: the official code allocates " +
      "noise and never fills it.",
  },
  scoreWeight: {
    schema: fraction,
    default: 0.9,
    doc: "λ of the score λ · mean (x − x̂)² + (1 − λ) · mean (f(x) − f(x̂))². Default 0.9.",
  },
  testStatistics: testStatisticsField,
  resetBelow: resetBelowField,
}, {
  check: ({ imageSize, levels }, source) => {
    if (imageSize % 2 ** levels !== 0) {
      throw new InputError(
        `${source}: levels: ${levels} need an image size that is a multiple of ${2 ** levels}, ` +
          `found ${imageSize}`,
      );
    }
    requireHalvings(imageSize, source);
  },
});

/** Configuration of Skip-GANomaly. */
export type SkipGanomalyConfig = ConfigOf<typeof skipGanomalyConfig>;

function factorsOfTwo(n: number): number {
  let count = 0;
  for (; n % 2 === 0; n /= 2) count++;
  return count;
}
