/**
 * The configuration of OCGAN.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts } from "../detector.ts";
import { GAN_FIELDS, type GanConfig, sizeDefaults } from "../gan_config.ts";

/**
 * Configuration of OCGAN. Networks are those of the re-implementation for 28 pixels, losses and the
 * training (201 epochs of batches of 512, at least 1,000 steps, Adam with rate 2e-4 and betas 0.5 and
 * 0.999) those of the official code.
 */
export interface OcganConfig extends GanConfig {
  /** Channels of the autoencoder's first maps; later ones have twice as many. Default 32. */
  readonly baseWidth: number;
  /** Channels of the visual discriminator's first map. Default 16; the classifier has twice as many. */
  readonly discriminatorWidth: number;
  /**
   * Standard deviation of the noise on the encoder's training input. Default 0.02, the official
   * code's, which pairs it with a reconstruction weight of 500; the command in its README pairs 0.2
   * with 10. Whichever of the two fields is given brings its partner.
   */
  readonly noise: number;
  /** Weights in the autoencoder's loss. Default 10 / 1 / 500, the official code's; see `noise`. */
  readonly lambda: {
    readonly latent: number;
    readonly visual: number;
    readonly reconstruction: number;
  };
  /** The search for informative-negative codes. */
  readonly mining: {
    /**
     * Share of the training after which it begins. Default 0.75: epoch 150 of 201 in the official
     * code; a re-implementation begins earlier.
     */
    readonly start: number;
    /** Length of its one step on the gradient summed over the batch. Default 2. */
    readonly rate: number;
  };
  /**
   * `error`: `mean (x − x̂)²`, default, the paper's as we remember it; `discriminator`:
   * `−D_v(x̂)`, which the official code prints too. Test images get no noise.
   */
  readonly score: "error" | "discriminator";
}

const weight = z.number().min(0);
const fields = {
  ...GAN_FIELDS,
  baseWidth: z.int().min(1),
  discriminatorWidth: z.int().min(1),
  noise: z.number().min(0),
  lambda: z.strictObject({ latent: weight, visual: weight, reconstruction: weight }),
  mining: z.strictObject({ start: z.number().min(0).max(1), rate: z.number().min(0) }),
  score: z.enum(["error", "discriminator"]),
};

/** Noise and weight of the reconstruction: by default in the official code, in its README's command. */
const PAIRS = [{ noise: 0.02, reconstruction: 500 }, { noise: 0.2, reconstruction: 10 }] as const;

/** How the sizes work out, from {@linkcode ocganSizes}. */
export interface OcganSizes {
  /** Poolings of the encoder; the decoder doubles once more. */
  readonly levels: number;
  /** Height and width of the code's map. */
  readonly code: number;
  /** Rows that the decoder's last convolutions add in all: 4 or, at powers of two, 0. */
  readonly grown: 0 | 4;
}

/**
 * The encoder halves `levels` times and loses 4 rows; the decoder doubles `levels + 1` times and adds
 * 4 rows or none: 28 → 7 → 3 → 24 → 28, 32 → 8 → 4 → 32.
 *
 * @returns `undefined` for a size that does not fit: neither a power of two nor 4 below one.
 */
export function ocganSizes(imageSize: number): OcganSizes | undefined {
  const levels = Math.ceil(Math.log2(imageSize)) - 3;
  const grown = 2 ** (levels + 3) - imageSize;
  if (levels < 1 || (grown !== 0 && grown !== 4) || imageSize % 2 ** levels !== 0) return;
  const code = imageSize / 2 ** levels - 4;
  return code * 2 ** (levels + 1) + grown === imageSize ? { levels, code, grown } : undefined;
}

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the size does not fit.
 */
export function parseOcganConfig(config: unknown, source: string): OcganConfig {
  const parsed = parseConfig(z.strictObject(fields), config, source);
  if (!ocganSizes(parsed.imageSize)) {
    throw new InputError(
      `${source}: imageSize: found ${parsed.imageSize}; expected 28 or a power of two from 16 on`,
    );
  }
  return parsed;
}

/**
 * Completes OCGAN's configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @throws {InputError} For an unknown field, a wrong type, or a size that does not fit.
 *
 * @example
 * ```ts
 * import { resolveOcganConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const facts = { imageSize: 28, channels: 1, trainingImages: 5851 } as const;
 * const config = resolveOcganConfig({ noise: 0.2 }, facts, "example");
 * assertEquals([config.epochs, config.lambda.reconstruction], [201, 10]);
 * ```
 */
export function resolveOcganConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): OcganConfig {
  const given = parseConfig(z.strictObject(fields).partial(), overrides, source);
  const sizes = sizeDefaults(given, facts, { epochs: 201, batchSize: 512 });
  const { noise, reconstruction } =
    PAIRS.find((pair) =>
      pair.noise === given.noise || pair.reconstruction === given.lambda?.reconstruction
    ) ?? PAIRS[0];
  return parseOcganConfig({
    baseWidth: 32,
    discriminatorWidth: 16,
    learningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    noise,
    lambda: { latent: 10, visual: 1, reconstruction },
    mining: { start: 0.75, rate: 2 },
    score: "error",
    ...given,
    ...sizes,
  }, source);
}
