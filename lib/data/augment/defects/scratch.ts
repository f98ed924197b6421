/**
 * Scratches.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import { type Point, randomDirection } from "../outline.ts";
import type { PixelImage } from "../pixel_image.ts";
import { type DefectKind, toByte } from "./kind.ts";
import { drawPlace } from "./place.ts";

/** Straight pieces of the curve. */
const PIECES = 12;

/**
 * A thin bent line, 5 to 30 % of the side long and 0.4 to 1.5 % wide, 25 to 110 gray levels lighter or
 * darker than what it crosses.
 */
export const SCRATCH: DefectKind = {
  id: "scratch",
  title: "scratch",
  apply: (image, _other, random) => {
    const { width, height, channels } = image;
    const side = Math.min(width, height);
    const curve = drawCurve(image, side * random.uniform(0.05, 0.3), random);
    const half = Math.max(0.5, side * random.uniform(0.002, 0.0075));
    const contrast = random.uniform(25, 110) * (random.integer(2) === 1 ? 1 : -1);
    const pixels = image.pixels.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const cover = Math.min(1, half + 0.5 - distance([x, y], curve));
        if (cover <= 0) continue;
        for (let c = 0; c < channels; c++) {
          const at = (y * width + x) * channels + c;
          pixels[at] = toByte(image.pixels[at]! + cover * contrast);
        }
      }
    }
    return { ...image, pixels };
  },
};

/** A parabola through a place of the object, bent by up to a fifth of its length. */
function drawCurve(image: PixelImage, length: number, random: Random): Point[] {
  const [cx, cy] = drawPlace(image, random);
  const [ux, uy] = randomDirection(random);
  const bend = length * random.uniform(-0.2, 0.2);
  return Array.from({ length: PIECES + 1 }, (_, i): Point => {
    const t = i / PIECES - 0.5; // −0.5 … 0.5
    const across = bend * (1 - 4 * t * t);
    return [cx + length * t * ux - across * uy, cy + length * t * uy + across * ux];
  });
}

/** Distance from a point to the nearest piece of a curve. */
function distance([x, y]: Point, curve: readonly Point[]): number {
  let least = Infinity;
  for (let i = 0; i + 1 < curve.length; i++) {
    const [ax, ay] = curve[i]!;
    const [dx, dy] = [curve[i + 1]![0] - ax, curve[i + 1]![1] - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    const t = Math.min(1, Math.max(0, along));
    least = Math.min(least, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2);
  }
  return Math.sqrt(least);
}
