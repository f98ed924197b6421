/**
 * Perlin noise.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import { type Point, randomDirection } from "../outline.ts";

/**
 * Gradient noise: smooth, 0 on the points of a lattice, about as often positive as negative.
 *
 * Source: Perlin, Improving Noise, SIGGRAPH 2002.
 *
 * @param size Of the image in pixels.
 * @param cells Of the lattice along each axis; more cells make finer noise.
 * @returns `[height, width]`, row-major, in about [−0.7, 0.7].
 *
 * @example
 * ```ts
 * import { perlinNoise } from "./perlin.ts";
 * import { Random } from "../../../random.ts";
 * import { assert } from "@std/assert";
 *
 * const noise = perlinNoise({ height: 8, width: 8 }, [2, 2], new Random(0));
 * assert(noise.every((value) => Math.abs(value) <= Math.SQRT1_2));
 * ```
 */
export function perlinNoise(
  { height, width }: { readonly height: number; readonly width: number },
  [across, down]: readonly [number, number],
  random: Random,
): Float64Array {
  const gradients = Array.from(
    { length: (across + 1) * (down + 1) },
    (): Point => randomDirection(random),
  );
  const noise = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) * down / height;
    const j = Math.floor(v);
    for (let x = 0; x < width; x++) {
      const u = (x + 0.5) * across / width;
      const i = Math.floor(u);
      const at = (di: number, dj: number) => {
        const [gx, gy] = gradients[(j + dj) * (across + 1) + i + di]!;
        return gx * (u - i - di) + gy * (v - j - dj);
      };
      const [s, t] = [fade(u - i), fade(v - j)];
      const top = at(0, 0) + s * (at(1, 0) - at(0, 0));
      const bottom = at(0, 1) + s * (at(1, 1) - at(0, 1));
      noise[y * width + x] = top + t * (bottom - top);
    }
  }
  return noise;
}

/** `6t⁵ − 15t⁴ + 10t³`: flat to the second derivative at 0 and 1. */
function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
