/**
 * The configuration of DAAD and DAAD+: every knob, with its default and the reason for it.
 *
 * The paper leaves much open; each default below is a choice unless it says "paper".
 *
 * @module
 */
import { z } from "zod";
import { augmentationFields } from "../detector/config/augmentation_fields.ts";
import { type ConfigField, type ConfigOf, defineConfig } from "../detector/config/define_config.ts";
import {
  baseWidthField,
  beta,
  checkLength,
  fraction,
  imageFields,
  type ImageSize,
  isSmall,
  natural,
  positive,
} from "../detector/config/fields.ts";
import { checkHalving, levelsField } from "../detector/config/halving.ts";
import { scoreField, TOP_SCORE } from "../detector/config/score_field.ts";
import { decayFields, trainingFields } from "../detector/config/training_fields.ts";
import { InputError } from "../errors.ts";
import { type Division, fitDivision } from "./division.ts";

interface Levels extends ImageSize {
  readonly levels: number;
}

/**
 * Blocks each way and items that go together, chosen by synthetic defects on training images of several
 * categories: docs/tables/tuning.md.
 */
function granularityOf(image: ImageSize): { blocks: number; items: number } {
  return isSmall(image) ? { blocks: 1, items: 200 } : { blocks: 4, items: 100 };
}

/** A field with a value for each level; the user may write a single value for all levels. */
function perLevel<T>(
  schema: z.ZodType<T>,
  value: (known: Levels) => T[],
  doc: string,
): ConfigField<T[], Levels> & { readonly schema: z.ZodArray<z.ZodType<T>> } {
  return {
    schema: z.array(schema),
    default: value,
    given: {
      schema: z.union([schema, z.array(schema)]),
      complete: (value: T | T[], { levels }) =>
        Array.isArray(value) ? value : Array.from({ length: levels }, () => value),
    },
    doc,
  };
}

/** Lists by level go from the shallowest level to the deepest. */
const daadFields = {
  ...imageFields,
  levels: {
    ...levelsField,
    doc: `${levelsField.doc} The deepest map is 4×4 or 8×8.`,
  },
  baseWidth: { ...baseWidthField, doc: `${baseWidthField.doc} It trains on two cores.` },
  division: perLevel<Division>(
    z.strictObject({ height: natural, width: natural, channels: natural }),
    (known) =>
      Array.from({ length: known.levels }, (_, level) => {
        const { blocks } = granularityOf(known);
        const parts = greatestDivisor(known.imageSize / 2 ** (level + 1), blocks);
        return { height: parts, width: parts, channels: 1 };
      }),
    "r_h, r_w, r_c on each level, or one for all: the paper's granularity. Default 4×4×1; the whole map " +
      "up to 32 pixels. Chosen by synthetic defects; the best one depends on the images: `daad tune`.",
  ),
  items: perLevel(
    natural,
    (known) => Array.from({ length: known.levels }, () => granularityOf(known).items),
    "N: memory items on each level, or one number for all. Default 100; 200 up to 32 pixels.",
  ),
  temperature: {
    schema: positive,
    default: 0.03,
    doc:
      "T of the softmax over cosines. 1 is the paper's formula; then addressing stays almost uniform " +
      "(measured entropy above 0.995 of log N) and skips carry nothing. Default 0.03 makes it selective.",
  },
  skips: {
    schema: z.enum(["memory", "plain", "none"]),
    default: "memory" as const,
    doc: "What skip connections carry. memory = paper; plain and none are ablations.",
  },
  deepest: {
    schema: z.enum(["memory", "plain"]),
    default: "memory" as const,
    doc: "Whether the deepest feature passes a memory too. Open in the paper; default memory.",
  },
  reconstructionLoss: {
    schema: z.enum(["mse", "l2"]),
    default: "mse" as const,
    doc: "mse: mean of squares. l2: mean over images of the Euclidean norm. Default mse.",
  },
  ...trainingFields,
  learningRate: {
    ...trainingFields.learningRate,
    doc: "Rate of Adam for generator and memories. Default 1e-3.",
  },
  ...decayFields,
  ...augmentationFields,
  score: scoreField(
    TOP_SCORE,
    "Default: the mean of the highest 1 %, sigma 4: defects are small, so the mean drowns them, and the " +
      "maximum is noisy.",
  ),
};

/** The fields of DAAD. */
export const daadConfig = defineConfig(daadFields, { check: checkSizes });

/** Configuration of DAAD. Lists by level go from the shallowest level to the deepest. */
export type DaadConfig = ConfigOf<typeof daadConfig>;

/** The fields of DAAD+: DAAD with adversarial learning. */
export const daadPlusConfig = defineConfig({
  ...daadFields,
  discriminator: {
    schema: z.strictObject({
      levels: natural,
      baseWidth: natural,
      learningRate: positive,
      beta1: beta,
      beta2: beta,
    }),
    default: ({ levels }: { levels: number }) => ({
      levels,
      baseWidth: 16,
      learningRate: 1e-4,
      beta1: 0.5,
      beta2: 0.999,
    }),
    doc:
      "levels: times that it halves the resolution, as the generator; baseWidth: channels of its first " +
      "level, 16; learningRate of its Adam, 1e-4: a faster one wins at once; beta1 and beta2, 0.5 and " +
      "0.999, usual for adversarial training.",
  },
  adversarialLoss: {
    schema: z.enum(["non-saturating", "minimax"]),
    default: "non-saturating",
    doc:
      "The generator's adversarial loss. minimax = paper; default non-saturating: same fixed point, " +
      "gradients that do not vanish.",
  },
  lambda: {
    schema: z.strictObject({
      reconstruction: positive,
      adversarial: z.number().min(0),
      alignment: z.number().min(0),
    }),
    default: { reconstruction: 50, adversarial: 0.1, alignment: 100 },
    doc:
      "λ of the loss. Default 50, 0.1, 100: the alignment term is about 1e-3 of the first and acts from " +
      "100 on.",
  },
  alignmentLayers: {
    schema: z.array(natural).min(1).max(5), // more are not added up on WebGPU
    default: ({ discriminator: { levels } }: { discriminator: { levels: number } }) =>
      [1, 2, 3].filter((layer) => layer <= levels),
    doc:
      "Which discriminator layers are f_D, counted from 1, five at most. Default [1, 2, 3], as far " +
      "as the discriminator has them.",
  },
  alignmentWeight: {
    schema: fraction,
    default: 0.3,
    doc:
      "Weight of L in the score (1 − w)·R + w·L, R and L each divided by its mean on training images. " +
      "Default 0.3: more hurts unaligned objects.",
  },
}, {
  check: (config, source) => {
    const { levels } = config.discriminator;
    const deepest = Math.max(...config.alignmentLayers);
    if (deepest > levels) {
      throw new InputError(
        `${source}: alignmentLayers: layer ${deepest} does not exist; discriminator.levels is ` +
          `${levels}`,
      );
    }
    checkHalving(config.imageSize, levels, `${source}: discriminator.levels`);
    return checkSizes(config, source);
  },
});

/** Configuration of DAAD+. */
export type DaadPlusConfig = ConfigOf<typeof daadPlusConfig>;

/** The greatest divisor of `n` that is at most `limit`. */
function greatestDivisor(n: number, limit: number): number {
  let divisor = Math.min(n, limit);
  while (divisor > 1 && n % divisor !== 0) divisor--;
  return Math.max(1, divisor);
}

/**
 * The feature map's size and channels on a level (0 = shallowest).
 *
 * @example
 * ```ts
 * import { featureShape } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const shape = featureShape({ imageSize: 128, baseWidth: 16 }, 2);
 * assertEquals(shape, { height: 16, width: 16, channels: 64 });
 * ```
 */
export function featureShape(
  { imageSize, baseWidth }: { readonly imageSize: number; readonly baseWidth: number },
  level: number,
): { height: number; width: number; channels: number } {
  const size = imageSize / 2 ** (level + 1);
  return { height: size, width: size, channels: baseWidth * 2 ** level };
}

/** The fields that {@linkcode checkSizes} checks. */
interface Sizes {
  readonly imageSize: number;
  readonly baseWidth: number;
  readonly levels: number;
  readonly division: readonly Division[];
  readonly items: readonly number[];
}

function checkSizes<C extends Sizes>(config: C, source: string): C {
  const { imageSize, levels } = config;
  checkHalving(imageSize, levels, `${source}: levels`);
  for (const field of ["division", "items"] as const) {
    checkLength(config[field], levels, "levels", `${source}: ${field}`);
  }
  const division = config.division.map((d, level) =>
    fitDivision(d, featureShape(config, level), `${source}: division[${level}]`)
  );
  return { ...config, division };
}
