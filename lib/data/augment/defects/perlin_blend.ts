/**
 * Blends with another image's texture in the shape of Perlin noise.
 *
 * @module
 */
import type { Random } from "../../../random.ts";
import type { PixelImage } from "../pixel_image.ts";
import { type DefectKind, toByte } from "./kind.ts";
import { perlinNoise } from "./perlin.ts";
import { drawPlace } from "./place.ts";

/** Cells of the noise along an axis. */
const CELLS = [2, 4, 8, 16];

/**
 * Blends in the texture of another normal image, turned, mirrored, moved and in other colours, where
 * noise is high within a circle whose radius is 8 to 25 % of the side; the opacity is 20 to 100 %.
 *
 * Source: Zavrtanik et al., DRAEM, ICCV 2021. There the texture comes from a separate set and the
 * noise covers the whole image; here only the user's images are needed, and the defect is on the
 * object.
 */
export const PERLIN_BLEND: DefectKind = {
  id: "perlin",
  title: "Perlin blend",
  apply: (image, other, random) => {
    const { width, height, channels } = image;
    const side = Math.min(width, height);
    const [cx, cy] = drawPlace(image, random);
    const radius = side * random.uniform(0.08, 0.25);
    const cells = [CELLS[random.integer(4)]!, CELLS[random.integer(4)]!] as const;
    const noise = perlinNoise(image, cells, random);
    const threshold = random.uniform(0, 0.15);
    const opacity = random.uniform(0.2, 1);
    const texture = textureOf(other, random);
    const pixels = image.pixels.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = y * width + x;
        const far = (x - cx) ** 2 + (y - cy) ** 2 > radius ** 2;
        if (far || noise[pixel]! <= threshold) continue;
        for (let c = 0; c < channels; c++) {
          const value = image.pixels[pixel * channels + c]!;
          pixels[pixel * channels + c] = toByte(value + opacity * (texture(y, x, c) - value));
        }
      }
    }
    return { ...image, pixels };
  },
};

/** One of the eight symmetries, a move that wraps around, and a gain for each channel. */
function textureOf(
  { width, height, channels, pixels }: PixelImage,
  random: Random,
): (y: number, x: number, channel: number) => number {
  const [swapped, upsideDown, mirrored] = [0, 0, 0].map(() => random.integer(2) === 1);
  const [dx, dy] = [random.integer(width), random.integer(height)];
  const gains = Array.from({ length: channels }, () => random.uniform(0.6, 1.4));
  return (y, x, c) => {
    const [row, column] = swapped ? [x, y] : [y, x];
    const v = (row + dy) % height;
    const u = (column + dx) % width;
    const [j, i] = [upsideDown ? height - 1 - v : v, mirrored ? width - 1 - u : u];
    return gains[c]! * pixels[(j * width + i) * channels + c]!;
  };
}
