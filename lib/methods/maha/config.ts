/**
 * The configuration of MAHA.
 *
 * @module
 */
import { z } from "zod";
import { RESIZE_FILTERS } from "../../data/images/image_set.ts";
import { type ConfigOf, defineConfig } from "../../detector/config/define_config.ts";
import { fraction, imageFields, natural } from "../../detector/config/fields.ts";
import { InputError } from "../../errors.ts";
import { type BackboneId, BACKBONES } from "../../nn/backbones/mod.ts";
import { REDUCTIONS } from "./components.ts";

/** The network of the paper. */
export const MAHA_BACKBONE: BackboneId = "efficientnet_b4";

/** Its input size in pixels, and the usual size of the other networks. */
const SIZES: Partial<Record<BackboneId, number>> = { efficientnet_b4: 380 };
const USUAL_SIZE = 224;

/** Height and width at which the network was trained; overrides may name another backbone. */
export function mahaImageSize({ backbone }: Readonly<Record<string, unknown>>): number {
  return SIZES[(backbone ?? MAHA_BACKBONE) as BackboneId] ?? USUAL_SIZE;
}

/** The fields of MAHA. */
export const mahaConfig = defineConfig({
  ...imageFields,
  backbone: {
    schema: z.enum(BACKBONES),
    default: MAHA_BACKBONE,
    doc: "The frozen network. Default efficientnet_b4, as the paper.",
  },
  resize: {
    schema: z.enum(RESIZE_FILTERS),
    default: "bilinear",
    doc: "How images are resized. Default bilinear, as the official code.",
  },
  levels: {
    schema: z.union([z.literal("all"), z.array(z.string()).min(1)]),
    default: "all",
    doc: "Stages with a Gaussian each; all, the default, as in the paper.",
  },
  score: {
    schema: z.string(),
    default: "sum",
    doc:
      "sum of the distances of all levels, the default and the paper's score, or the distance of one " +
      "level by name. The paper's own table has one single level above the sum.",
  },
  reduction: {
    schema: z.enum(REDUCTIONS),
    default: "none",
    doc:
      "pca keeps the components of a level that vary most, npca those that vary least. Default none; " +
      "which of the paper's rows others quote is not known.",
  },
  variance: {
    schema: fraction,
    default: 0.99,
    doc: 'Share of the variance at which pca ends and npca begins. Default 0.99: "NPCA 1 %".',
  },
  folds: {
    schema: natural,
    default: 1,
    doc:
      "1, the default, fits on all training images. The paper has 5: a fifth of the images is left " +
      "out, the one that seed % folds names, so that seeds 0 to 4 are the five fits.",
  },
}, {
  check: ({ levels, score }, source) => {
    if (levels !== "all" && score !== "sum" && !levels.includes(score)) {
      throw new InputError(
        `${source}: score: ${score} is none of the levels; expected sum, ${levels.join(", ")}`,
      );
    }
  },
});

/** Configuration of MAHA. */
export type MahaConfig = ConfigOf<typeof mahaConfig>;
