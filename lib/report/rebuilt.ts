/**
 * Tiles of one image of a test set: what is there, its mask, what a network made of it.
 *
 * @module
 */
import type { CategoryImages } from "../data/category_images.ts";
import { InputError } from "../errors.ts";
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
 * The tile of what a network made of the image, and below it the mean squared error of the defect,
 * images in [−1, 1].
 *
 * @param reconstruction `[size, size, channels]` in [−1, 1].
 */
export async function reconstructionTile(
  { test, masks }: CategoryImages,
  index: number,
  reconstruction: Float32Array,
): Promise<Tile> {
  const { height: size, channels } = test;
  const pixels = await test.read([index]);
  let [sum, count] = [0, 0];
  for (const [i, value] of reconstruction.entries()) {
    const inside = !masks || masks[index * size * size + Math.floor(i / channels)] === 1;
    if (!inside) continue;
    sum += (value - (pixels[i]! / 127.5 - 1)) ** 2;
    count++;
  }
  return { size, channels, pixels: reconstruction, label: `error ${(sum / count).toFixed(3)}` };
}
