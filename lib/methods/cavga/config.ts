/**
 * The configuration of CAVGA-R, without supervision. There is no official code: where the paper's
 * text is not known in full, defaults are choices. Epochs, images per step, rate and betas are
 * recalled.
 *
 * @module
 */
import { z } from "zod";
import { type ConfigOf, defineConfig, fieldGroup } from "../../detector/config/define_config.ts";
import { natural } from "../../detector/config/fields.ts";
import { ganFields, requireHalvings, weight } from "../../detector/config/gan_config.ts";
import { BACKBONES } from "../../nn/backbones/mod.ts";

/** The fields of CAVGA-R. */
export const cavgaConfig = defineConfig({
  ...ganFields({
    ...{ epochs: 150, batchSize: 16, learningRate: 1e-4, beta1: 0.9, beta2: 0.999 },
    steps: 1300, // for small sets of images: a choice
  }),
  backbone: {
    schema: z.enum(BACKBONES),
    default: "resnet18",
    doc: "The encoder's network. Default resnet18, the published one.",
  },
  pretrained: {
    schema: z.boolean(),
    default: false,
    doc:
      "Whether the encoder begins with the weights of ImageNet, as published, rather than with drawn " +
      "ones. Default false, a choice: it needs no download; such runs are named [resnet18_scratch]. " +
      "resnet18_layers1_3 begins with as much of ResNet-18 as that file holds.",
  },
  latent: {
    schema: natural,
    default: 128,
    doc: "Channels of the convolutional code. Default 128.",
  },
  discriminatorWidth: {
    schema: natural,
    default: 32,
    doc: "Channels of the discriminator's first map; each halving doubles them. Default 32.",
  },
  weights: fieldGroup(
    "Weights of the loss. The published adversarial weight is 1, beside a bound whose scale is not " +
      "known; here it is a mean over pixels, and 0.01 a choice (made on the training loss of bottle).",
    {
      reconstruction: { schema: weight, default: 1, doc: "Default 1." },
      adversarial: { schema: weight, default: 0.01, doc: "Default 0.01." },
      attention: { schema: weight, default: 0.01, doc: "Default 0.01." },
    },
  ),
}, { check: ({ imageSize }, source) => requireHalvings(imageSize, source) });

/** Configuration of CAVGA-R. */
export type CavgaConfig = ConfigOf<typeof cavgaConfig>;

/** The encoder, for the run's name, where it is not ResNet-18 with the weights of ImageNet. */
export function cavgaVariant(
  { backbone, pretrained }: Readonly<Record<string, unknown>>,
): string | undefined {
  if (backbone === "resnet18" && pretrained === true) return undefined;
  return `${backbone}${pretrained === true ? "" : "_scratch"}`;
}
