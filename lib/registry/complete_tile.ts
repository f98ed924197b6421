/**
 * The user's settings for cutting images into tiles, completed from the data.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../config.ts";
import { tileCounts } from "../data/datasets/tile_images.ts";
import { type Dataset, defaultPerImage, type TileConfig } from "../data/mod.ts";
import type { Detector } from "../detector/contract/detector.ts";
import { InputError } from "../errors.ts";

/** The fields that the user must or may give. */
const given = z.strictObject({
  size: z.int().min(8),
  overlap: z.int().min(0).optional(),
  perImage: z.int().min(1).optional(),
});

/**
 * Completes the field `tile` of a configuration. By default, no more tiles of an image are trained on
 * than cover the smallest training image.
 *
 * @returns `undefined` where images are not cut.
 * @throws {InputError} If an image is smaller than a tile, or is not a separate file.
 */
export async function completeTile(
  { tile }: Readonly<Record<string, unknown>>,
  { source, train, test, heldOut = [] }: Dataset,
  file: string,
): Promise<TileConfig | undefined> {
  if (tile === undefined) return undefined;
  const { size, overlap = Math.floor(size / 4), perImage } = parseConfig(
    given,
    tile,
    `${file}: tile`,
  );
  const cut = { size, overlap: Math.min(overlap, size - 1) }; // refused later if larger
  const counts = await tileCounts(source, [...train, ...test, ...heldOut], cut);
  // Images that are not trained on must fit, but decide nothing.
  const fewest = counts.slice(0, train.length).reduce((a, b) => Math.min(a, b), Infinity);
  return { size, overlap, perImage: perImage ?? defaultPerImage(train.length, fewest) };
}

/**
 * Refuses to cut images for a method whose score is not a statistic of a map.
 *
 * @throws {InputError} Naming the method.
 */
export function requireMapScores({ config, method, mapScores }: Detector): void {
  if (!config.tile || mapScores) return;
  throw new InputError(
    `--tile: the score of ${method} with this configuration is no statistic of a map of pixels, so ` +
      "that scores of tiles do not make an image's: choose ae, vae, memae, daad, daad_plus, aesc " +
      "or favae, or leave the option out",
  );
}
