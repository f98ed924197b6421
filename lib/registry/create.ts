/**
 * Makes a detector for a dataset.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import type { Dataset } from "../data/mod.ts";
import type { Detector, DetectorConfig } from "../detector/contract/detector.ts";
import { watchTraining } from "../detector/contract/unfinished.ts";
import type { RunContext } from "../detector/machine/run_context.ts";
import { completeTile, requireMapScores } from "./complete_tile.ts";
import { findMethod } from "./registry.ts";

/** Options of a new detector, besides the method and the data. */
export interface DetectorOptions {
  /** Height and width to which images are resized, in pixels. Default: {@linkcode defaultImageSize}. */
  readonly imageSize?: number;
  /** Fields of the method's configuration that differ from its defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The origin of `config`, for error messages. Default `config`. */
  readonly source?: string;
  /** Seed of the initial values. Default 0. */
  readonly seed?: number;
  /** Folders of pretrained weights, and the cache of features. */
  readonly context?: RunContext;
}

/**
 * Makes an untrained detector whose configuration fits the dataset: gray or RGB by its pixels,
 * epochs by the number of its images. Chooses a backend if none is in use.
 *
 * @param method Id of the method, for example `daad`.
 * @param category From `openDataset` or `loadCategory`.
 * @throws {InputError} For an unknown method, or a configuration that does not fit.
 *
 * @example
 * ```ts
 * import { createDetector } from "./create.ts";
 * import { loadCategory } from "../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("daad", category, { config: { items: 50 } });
 * assertEquals([detector.config.imageSize, detector.config.channels], [128, 3]);
 * ```
 */
export async function createDetector(
  method: string,
  category: Dataset,
  options: DetectorOptions = {},
): Promise<Detector> {
  await useBackend();
  const config = await completeConfig(method, category, options);
  const detector = findMethod(method).create(config, options.seed ?? 0, options.context);
  try {
    requireMapScores(detector);
    return watchTraining(detector);
  } catch (error) {
    detector[Symbol.dispose]();
    throw error;
  }
}

/**
 * The complete configuration that {@linkcode createDetector} would use; no detector is built.
 *
 * @throws {InputError} For an unknown method, or a configuration that does not fit.
 */
export async function completeConfig(
  method: string,
  category: Dataset,
  { imageSize, config = {}, source = "config" }: DetectorOptions = {},
): Promise<DetectorConfig> {
  // Kept with the model: images that it scores later are read as its training images were.
  const valueRange = await category.source.valueRange?.(category.train);
  const tile = await completeTile(config, category, source);
  const facts = {
    imageSize: imageSize ?? defaultImageSize(method, config, category),
    channels: await category.source.channels(category.train),
    trainingImages: category.train.length * (tile?.perImage ?? 1),
  };
  const told = { ...(valueRange && { valueRange }), ...config, ...(tile && { tile }) };
  return findMethod(method).resolve(told, facts, source);
}

/**
 * Height and width to which images are resized by default: the tile's where they are cut, else the
 * method's own size, if it has one, else the dataset's.
 */
export function defaultImageSize(
  method: string,
  config: Readonly<Record<string, unknown>>,
  dataset: Pick<Dataset, "imageSize">,
): number {
  const { size } = (config.tile ?? {}) as { size?: number };
  return size ?? findMethod(method).imageSize?.(config) ?? dataset.imageSize;
}
