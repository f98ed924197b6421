/**
 * How often an image can be halved, and how often it is.
 *
 * @module
 */
import { z } from "zod";
import { InputError } from "../../errors.ts";
import type { ImageSize } from "./fields.ts";

/** For encoders that halve by this project's rule. */
export const levelsField = {
  schema: z.int().min(1).max(8),
  default: ({ imageSize }: ImageSize): number => defaultLevels(imageSize),
  doc: "Times that the resolution is halved. Default 3, 4, 5 at 32, 128, 256 pixels.",
};

/** Levels that halve: 3 up to 90 pixels, 4 up to 181, 5 above. */
function levelsFor(imageSize: number): number {
  return Math.max(3, Math.min(5, Math.round(Math.log2(imageSize)) - 3));
}

/**
 * Levels that halve: 3, 4, 5 at 32, 128, 256 pixels. A size that cannot be halved so often is
 * refused, because it would make another, shallower network.
 *
 * @throws {InputError} Naming the next sizes that can be.
 */
export function defaultLevels(imageSize: number): number {
  const levels = levelsFor(imageSize);
  if (imageSize % 2 ** levels === 0) return levels;
  throw new InputError(
    `image size ${imageSize}: does not halve ${levels} times; ` +
      nextSizes(imageSize, (size) => size % 2 ** levelsFor(size) === 0) +
      " (multiples of 8 up to 90 pixels, of 16 up to 181, of 32 above), or set levels in --config",
  );
}

/** The next sizes that are possible: `next to it are 128 and 144`. */
export function nextSizes(imageSize: number, possible: (size: number) => boolean): string {
  let [below, above] = [imageSize, imageSize];
  while (below >= 8 && !possible(below)) below--;
  while (!possible(above)) above++;
  return below >= 8 ? `next to it are ${below} and ${above}` : `the next one is ${above}`;
}

/**
 * Checks that an image can be halved `levels` times.
 *
 * @param field Names the field in the message.
 * @throws {InputError} If it cannot.
 */
export function checkHalving(imageSize: number, levels: number, field: string): void {
  const multiple = 2 ** levels;
  if (imageSize % multiple !== 0) {
    throw new InputError(
      `${field}: ${levels} levels need an image size that is a multiple of ${multiple}, found ` +
        `${imageSize}; ${nextSizes(imageSize, (size) => size % multiple === 0)}`,
    );
  }
}
