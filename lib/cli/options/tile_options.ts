/**
 * Options for cutting large images into tiles.
 *
 * @module
 */
import type { Command } from "commander";
import { InputError } from "../../errors.ts";
import { wholeNumber } from "./options.ts";

/** Options that {@linkcode addTileOptions} adds. */
export interface TileOptions {
  /** Height and width of tiles in pixels of the image files. */
  readonly tile?: number;
  /** Minimum number of pixels that neighbouring tiles share. */
  readonly overlap?: number;
}

/** Adds `--tile` and `--overlap`. */
export function addTileOptions(command: Command): Command {
  return command
    .option(
      "--tile <size>",
      "cut large images into tiles of so many pixels, at their own size, instead of resizing them",
      wholeNumber(8),
    )
    .option(
      "--overlap <n>",
      "pixels that neighbouring tiles share, at most half a tile (a quarter)",
      wholeNumber(0),
    );
}

/**
 * Adds the options to a configuration.
 *
 * @throws {InputError} For `--overlap` without tiles.
 */
export function withTiles(
  config: Readonly<Record<string, unknown>>,
  { tile, overlap }: TileOptions,
): Record<string, unknown> {
  if (tile === undefined && overlap === undefined) return { ...config };
  const size = tile ?? (config.tile as { size?: unknown } | undefined)?.size;
  if (size === undefined) throw new InputError(`--overlap ${overlap}: of what? add --tile SIZE`);
  const given = typeof config.tile === "object" ? config.tile : {};
  return { ...config, tile: { ...given, size, ...(overlap !== undefined && { overlap }) } };
}
