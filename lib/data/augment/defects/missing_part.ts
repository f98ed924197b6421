/**
 * Missing parts, filled from the surroundings.
 *
 * @module
 */
import { irregularOutline, pixelsInside, type Point, randomDirection } from "../outline.ts";
import type { PixelImage } from "../pixel_image.ts";
import { type DefectKind, toByte } from "./kind.ts";
import { drawPlace } from "./place.ts";

/** Passes of the relaxation: enough for regions drawn at 256 pixels. */
const PASSES = 60;
/** The over-relaxation factor of each pass. */
const RELAXATION = 1.7;

/**
 * Removes an irregular region with half axes of 2 to 10 % of the side: the colours around it continue
 * smoothly into it, as the solution of Laplace's equation.
 */
export const MISSING_PART: DefectKind = {
  id: "missing",
  title: "missing part",
  apply: (image, _other, random) => {
    const side = Math.min(image.width, image.height);
    const halfAxis = () => Math.max(1.5, side * random.uniform(0.02, 0.1));
    const axes = [halfAxis(), halfAxis()] as const;
    const [x, y] = drawPlace(image, random);
    const centre: Point = [x + 0.5, y + 0.5];
    const ellipse = { centre, axes, direction: randomDirection(random) };
    const outline = irregularOutline(ellipse, 0.1 * (axes[0] + axes[1]), random);
    return fill(image, pixelsInside(outline, image));
  },
};

/** Fills a region by successive over-relaxation, starting from the mean of the pixels around it. */
function fill(image: PixelImage, region: readonly number[]): PixelImage {
  const { channels } = image;
  const values = Float64Array.from(image.pixels);
  const neighbours = region.map((pixel) => neighboursOf(pixel, image));
  const inside = new Set(region);
  const around = [...new Set(neighbours.flat())].filter((pixel) => !inside.has(pixel));
  if (around.length === 0) return image;
  for (let c = 0; c < channels; c++) {
    const at = (pixel: number) => pixel * channels + c;
    const mean = around.reduce((sum, pixel) => sum + values[at(pixel)]!, 0) / around.length;
    for (const pixel of region) values[at(pixel)] = mean;
    for (let pass = 0; pass < PASSES; pass++) {
      for (const [k, pixel] of region.entries()) {
        const near = neighbours[k]!;
        const target = near.reduce((sum, other) => sum + values[at(other)]!, 0) / near.length;
        values[at(pixel)]! += RELAXATION * (target - values[at(pixel)]!);
      }
    }
  }
  return { ...image, pixels: Uint8Array.from(values, toByte) };
}

/** The neighbours of a pixel, up to four. */
function neighboursOf(pixel: number, { width, height }: PixelImage): number[] {
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  return [
    ...(x > 0 ? [pixel - 1] : []),
    ...(x < width - 1 ? [pixel + 1] : []),
    ...(y > 0 ? [pixel - width] : []),
    ...(y < height - 1 ? [pixel + width] : []),
  ];
}
