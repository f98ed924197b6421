/**
 * The filters that resize, as tables of whole numbers.
 *
 * The arithmetic is that of libvips (`reduceh`, `reducev`, `affine` with `bicubic`), which resizes the
 * images that a model is trained on, so that a page sees the same pixels.
 *
 * @module
 */
import type { ResizeFilter } from "../../../../data/images/image_set.ts";

/** Weights are multiples of 1 / 4096. */
export const SHIFT = 12;

/** Positions are multiples of 1 / 64 of a pixel. */
export const POSITIONS = 64;

/** By the distance in pixels of the smaller image. */
const FILTERS: Readonly<Record<ResizeFilter, (x: number) => number>> = {
  lanczos3: (x) => Math.abs(x) <= 3 ? sinc(x) * sinc(x / 3) : 0,
  bilinear: (x) => Math.max(0, 1 - Math.abs(x)),
};
const RADIUS: Readonly<Record<ResizeFilter, number>> = { lanczos3: 3, bilinear: 1 };

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** The number of pixels that make up one pixel of an image that is `shrink` times smaller. */
export function countPoints(filter: ResizeFilter, shrink: number): number {
  return 2 * roundHalfEven(RADIUS[filter] * shrink) + 1;
}

/** Weights of `points` pixels for each position, `[65][points]`. */
export function reducingWeights(
  filter: ResizeFilter,
  shrink: number,
  points: number,
): Int32Array[] {
  return Array.from({ length: POSITIONS + 1 }, (_, position) => {
    const half = position / POSITIONS + points / 2 - 1;
    const weights = Array.from(
      { length: points },
      (_, i) => FILTERS[filter]((i - half) * (1 / shrink)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return Int32Array.from(weights, (weight) => Math.trunc(weight / sum * 2 ** SHIFT));
  });
}

/** Weights of four pixels (Catmull-Rom) for each position, `[65][4]`. */
export function enlargingWeights(): Int32Array[] {
  return Array.from({ length: POSITIONS + 1 }, (_, position) => {
    const x = position / POSITIONS;
    const outer = (x: number) => -0.5 * x * (1 - x) ** 2;
    const [first, last] = [outer(x), outer(1 - x)];
    const tilt = last - first;
    const weights = [first, 1 - x - first + tilt, x - last - tilt, last];
    return Int32Array.from(weights, (weight) => Math.trunc(weight * 2 ** SHIFT));
  });
}

/** Index of the weights for a position in pixels. */
export function positionOf(x: number): number {
  return ((Math.trunc(x * POSITIONS * 2) & (POSITIONS * 2 - 1)) + 1) >> 1;
}

/** Rounds to the nearest whole number, halves to the even one. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
