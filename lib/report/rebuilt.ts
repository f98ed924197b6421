/**
 * One image as several networks rebuild it.
 *
 * @module
 */
import type { CategoryImages } from "../data/category_images.ts";
import { subset } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import type { Detector } from "../detector/detector.ts";
import { scoreImages } from "../detector/scoring/scoring.ts";
import type { Tile } from "./tile_grid.ts";

/**
 * The tile of an image of the test set: what is there.
 *
 * @param index Its place in the test set.
 */
export async function inputTile({ test }: CategoryImages, index: number): Promise<Tile> {
  const { height: size, channels } = test;
  return { size, channels, pixels: await test.read([index]), label: test.files[index]!.type };
}

/**
 * The tile of its mask: white = defect.
 *
 * @throws {InputError} If the set has no masks.
 */
export function maskTile({ test, masks }: CategoryImages, index: number): Tile {
  if (!masks) throw new InputError("mask: these images have none");
  const { height: size } = test;
  const pixels = masks.subarray(index * size * size, (index + 1) * size * size)
    .map((value) => value * 255);
  return { size, channels: 1, pixels, label: "mask" };
}

/**
 * The tile of what a detector makes of the image, and below it the mean squared error of the defect,
 * images in [−1, 1].
 *
 * @throws {InputError} If the method does not reconstruct.
 */
export async function rebuiltTile(
  detector: Detector,
  { test, masks }: CategoryImages,
  index: number,
): Promise<Tile> {
  const { height: size, channels } = test;
  const { reconstructions } = await scoreImages(detector, subset(test, [index]));
  if (!reconstructions) throw new InputError(`${detector.method}: gives no reconstructions`);
  const pixels = await test.read([index]);
  let [sum, count] = [0, 0];
  for (const [i, value] of reconstructions.entries()) {
    const inside = !masks || masks[index * size * size + Math.floor(i / channels)] === 1;
    if (!inside) continue;
    sum += (value - (pixels[i]! / 127.5 - 1)) ** 2;
    count++;
  }
  return { size, channels, pixels: reconstructions, label: `error ${(sum / count).toFixed(3)}` };
}
