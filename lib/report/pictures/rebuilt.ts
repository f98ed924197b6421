/**
 * Tiles of one image of a test set: the image, its mask and its reconstruction.
 *
 * @module
 */
import type { CategoryImages } from "../../data/checks/category_images.ts";
import { InputError } from "../../errors.ts";
import type { Tile } from "./tile_grid.ts";

/**
 * Makes the tile of a test image, labelled with its type.
 *
 * @param index Index of the image in the test set.
 */
export async function inputTile({ test }: CategoryImages, index: number): Promise<Tile> {
  const { height: size, channels } = test;
  return { size, channels, pixels: await test.read([index]), label: test.files[index]!.type };
}

/**
 * Makes the tile of an image's mask: white = defect.
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
 * Makes the tile of an image's reconstruction, with the mean squared error of the defect below it,
 * for images in [−1, 1].
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
