/**
 * Smooth deformations.
 *
 * @module
 */
import { randomDirection } from "../outline.ts";
import type { PixelImage } from "../pixel_image.ts";
import { type DefectKind, toByte } from "./kind.ts";
import { drawPlace } from "./place.ts";

/**
 * Pushes what lies in a circle, whose radius is 8 to 22 % of the side, in one direction: at its
 * centre by 25 to 55 % of the radius, at its edge not at all. The results are bends and dents.
 *
 * `x̃(p) = x(p − a (1 − |p − c|²/r²)² d)`; up to 60 %, nothing folds over.
 */
export const DEFORMATION: DefectKind = {
  id: "deformation",
  title: "deformation",
  apply: (image, _other, random) => {
    const { width, height, channels } = image;
    const [cx, cy] = drawPlace(image, random);
    const radius = Math.min(width, height) * random.uniform(0.08, 0.22);
    const push = radius * random.uniform(0.25, 0.55);
    const [ux, uy] = randomDirection(random);
    const pixels = image.pixels.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const square = ((x - cx) ** 2 + (y - cy) ** 2) / radius ** 2;
        if (square >= 1) continue;
        const move = push * (1 - square) ** 2;
        for (let c = 0; c < channels; c++) {
          const value = interpolate(image, x - move * ux, y - move * uy, c);
          pixels[(y * width + x) * channels + c] = toByte(value);
        }
      }
    }
    return { ...image, pixels };
  },
};

/** Interpolates bilinearly; outside the image, its border continues. */
function interpolate(image: PixelImage, x: number, y: number, channel: number): number {
  const { width, height, channels, pixels } = image;
  const [u, v] = [clamp(x, width - 1), clamp(y, height - 1)];
  const [i, j] = [Math.min(Math.floor(u), width - 2), Math.min(Math.floor(v), height - 2)];
  const at = (di: number, dj: number) => pixels[((j + dj) * width + i + di) * channels + channel]!;
  const top = at(0, 0) + (u - i) * (at(1, 0) - at(0, 0));
  const bottom = at(0, 1) + (u - i) * (at(1, 1) - at(0, 1));
  return top + (v - j) * (bottom - top);
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
