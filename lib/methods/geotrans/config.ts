/**
 * The configuration of GeoTrans.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import type { DatasetFacts, DetectorConfig } from "../detector.ts";
import { imageFields, natural, trainingFields } from "../fields.ts";

/** Configuration of GeoTrans. */
export interface GeotransConfig extends DetectorConfig {
  /**
   * Height and width of the images. Default: the dataset's up to 64 pixels, 64 above: no source says
   * how larger ones were shown, and each is computed 72 times. Sizes that are no multiple of 8 are
   * surrounded by black: 28 → 32, as in the official code.
   */
  readonly imageSize: number;
  /** Layers of the wide residual network, 6n + 4. Default 10; 16 at 64 pixels, as in the code. */
  readonly depth: number;
  /** What multiplies its widths. Default 4; 8 at 64 pixels. Both are the code's. */
  readonly widen: number;
  /** Factor of the sum of all squared weights in the loss. Default 0.00025, the code's. */
  readonly weightDecay: number;
  /**
   * `dirichlet`: the likelihood of each answer under a Dirichlet distribution that is fitted to those
   * for training images. `simplified`: the mean probability of the right answer, which needs no fit.
   * Default `dirichlet`, the paper's.
   */
  readonly score: "dirichlet" | "simplified";
  /** Passes over all pairs of image and transformation. Default 3, the paper's: ⌈200 / 72⌉. */
  readonly epochs: number;
  /** Transformed images a step. Default 128, the paper's. */
  readonly batchSize: number;
  /** Rate of Adam. Default 1e-3, the paper's. */
  readonly learningRate: number;
}

const schema = z.strictObject({
  ...imageFields,
  depth: natural,
  widen: natural,
  weightDecay: z.number().min(0),
  score: z.enum(["dirichlet", "simplified"]),
  ...trainingFields,
});

/** The larger of the two sizes that the paper trains on, with a network of its own. */
const LARGE_IMAGE = 64;

/**
 * Checks a complete configuration, as stored with a model.
 *
 * @throws {InputError} If a field is missing, unknown or of the wrong type, or the depth does not fit.
 */
export function parseGeotransConfig(config: unknown, source: string): GeotransConfig {
  const parsed = parseConfig(schema, config, source);
  if (parsed.depth < 10 || parsed.depth % 6 !== 4) {
    throw new InputError(
      `${source}: depth: expected 10, 16, 22 or a further 6n + 4, found ${parsed.depth}`,
    );
  }
  return parsed;
}

/**
 * Completes the configuration.
 *
 * @param overrides Fields that differ from the defaults.
 * @param facts What the data decides; a field of the same name in `overrides` wins.
 * @param source What the overrides came from, for error messages.
 * @throws {InputError} For an unknown field, a wrong type, or a depth that does not fit.
 */
export function resolveGeotransConfig(
  overrides: unknown,
  facts: DatasetFacts,
  source: string,
): GeotransConfig {
  const given = parseConfig(schema.partial(), overrides, source);
  const imageSize = given.imageSize ?? Math.min(facts.imageSize, LARGE_IMAGE);
  const large = imageSize === LARGE_IMAGE;
  const defaults: GeotransConfig = {
    imageSize,
    channels: facts.channels,
    depth: large ? 16 : 10,
    widen: large ? 8 : 4,
    weightDecay: 0.00025,
    score: "dirichlet",
    epochs: 3,
    batchSize: 128,
    learningRate: 1e-3,
  };
  return parseGeotransConfig({ ...defaults, ...given }, source);
}
