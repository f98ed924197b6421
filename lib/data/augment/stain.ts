/**
 * Stains images, for methods that learn to remove them.
 *
 * @module
 */
import { normalLevels } from "./normal_levels.ts";
import { irregularOutline, pixelsInside, type Point, randomDirection } from "./outline.ts";
import type { Augmentation } from "./pixel_image.ts";

/** How stains look. */
export interface StainOptions {
  /** Smallest and largest half axis, as shares of the image's sides. Default 0.01 and 0.12. */
  readonly size?: readonly [number, number];
  /** How far points of the outline are moved, as a share of the mean half axis. Default 0.1. */
  readonly irregularity?: number;
}

/** Gray levels of stains. */
const [DARKEST, LIGHTEST] = [10, 220];
/** Noise inside a stain: the variance 0.05 / 255 of values in [0, 1], in gray levels. */
const GRAIN = 255 * Math.sqrt(0.05 / 255);

/**
 * Puts one stain on an image: an ellipse at a random place and angle, with an irregular smooth
 * outline, in one gray level with a little noise for each pixel and channel.
 *
 * Our choices: the axes are half axes of at least one pixel, points are moved by real numbers, and the
 * outline is a Catmull–Rom spline.
 *
 * Source: Collin & De Vleeschouwer, ICPR 2020, and its published code.
 *
 * @throws {RangeError} If a size is outside (0, 0.5], or the irregularity outside [0, 1].
 *
 * @example
 * ```ts
 * import { stain } from "./stain.ts";
 * import { Random } from "../../random.ts";
 * import { assert } from "@std/assert";
 *
 * const white = { height: 32, width: 32, channels: 1, pixels: new Uint8Array(1024).fill(255) };
 * const { pixels } = stain()(white, new Random(0));
 * assert(pixels.some((value) => value < 255));
 * ```
 */
export function stain(
  { size: [smallest, largest] = [0.01, 0.12], irregularity = 0.1 }: StainOptions = {},
): Augmentation {
  if (!(smallest > 0 && smallest <= largest && largest <= 0.5)) {
    throw new RangeError(`Cannot make stains of ${smallest} … ${largest} of the side`);
  }
  if (!(irregularity >= 0 && irregularity <= 1)) {
    throw new RangeError(`Cannot make stains with an irregularity of ${irregularity}`);
  }
  const grain = normalLevels(GRAIN);
  return (image, random) => {
    const { height, width, channels } = image;
    const halfAxis = (side: number) => {
      const low = Math.max(1, Math.round(smallest * side));
      const high = Math.max(low, Math.floor(largest * side));
      return low + random.integer(high - low + 1);
    };
    const [a, b] = [halfAxis(width), halfAxis(height)];
    const direction = randomDirection(random);
    const [ux, uy] = direction;
    const place = (side: number, alongA: number, alongB: number) => {
      const reach = Math.sqrt(a * a * alongA * alongA + b * b * alongB * alongB);
      return Math.min(reach, side / 2) + random.uniform() * Math.max(0, side - 2 * reach);
    };
    const centre: Point = [place(width, ux, uy), place(height, uy, ux)];
    const wobble = (irregularity * (a + b)) / 2;
    const outline = irregularOutline({ centre, axes: [a, b], direction }, wobble, random);
    const level = DARKEST + random.integer(LIGHTEST - DARKEST + 1);
    const pixels = image.pixels.slice();
    for (const pixel of pixelsInside(outline, image)) {
      for (let c = 0; c < channels; c++) {
        pixels[pixel * channels + c] = Math.min(255, Math.max(0, level + grain(random)));
      }
    }
    return { ...image, pixels };
  };
}
