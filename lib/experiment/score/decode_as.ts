/**
 * Decodes image files for a detector.
 *
 * @module
 */
import { tiledImages } from "../../data/datasets/tile_images.ts";
import {
  decodeImages,
  type DecodeProgress,
  fileSource,
  type ImageFile,
  type ImageSet,
} from "../../data/mod.ts";
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import { InputError } from "../../errors.ts";

/**
 * Refuses tiles other than the model's, as its thresholds would not fit their maps.
 *
 * @param model Folder of the model, for the message.
 * @throws {InputError} Naming both.
 */
export function requireTiles(
  model: string,
  config: Pick<DetectorConfig, "tile">,
  given: { readonly tile?: number; readonly overlap?: number },
): void {
  const own = { tile: config.tile?.size, overlap: config.tile?.overlap };
  for (const name of ["tile", "overlap"] as const) {
    if (given[name] === undefined || given[name] === own[name]) continue;
    const stored = config.tile
      ? `tiles of ${own.tile} pixels that overlap by ${own.overlap}`
      : "whole images";
    throw new InputError(
      `--${name} ${
        given[name]
      }: ${model} was trained on ${stored}, and its thresholds are of them; ` +
        "leave the option out",
    );
  }
}

/**
 * Decodes files at the size of a detector's input; for a detector that cuts images, into a set that
 * is scored in tiles.
 *
 * @param files Files with paths that can be opened.
 * @throws {InputError} Naming the files that cannot be used.
 * @throws {StoppedError} If `watch.signal` is aborted.
 */
export async function decodeAs(
  { imageSize, channels, resize, valueRange, tile }: DetectorConfig,
  files: readonly ImageFile[],
  watch: { readonly onProgress?: DecodeProgress; readonly signal?: AbortSignal } = {},
): Promise<ImageSet> {
  const options = { channels, resize, valueRange, ...watch };
  if (tile) return await tiledImages(fileSource(""), files, { ...options, tile, imageSize });
  return await decodeImages("", files, { ...options, size: imageSize });
}
