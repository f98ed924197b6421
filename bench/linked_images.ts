/**
 * Makes folders with many images that take little space on disk: links to a few files.
 *
 * @module
 */
import sharp from "sharp";
import type { ImageFile } from "../lib/data/images/image_set.ts";
import { Random } from "../lib/random.ts";

/** Number of distinct files; the others are links to them. */
const DISTINCT = 16;

/**
 * Writes gray-scale gradients with noise as JPEG or PNG and links them until there are `count`.
 *
 * @param options.side Height and width in pixels.
 * @returns The files, relative to `folder`.
 */
export async function linkImages(
  folder: string,
  { count, side, format }: { count: number; side: number; format: "jpg" | "png" },
): Promise<ImageFile[]> {
  const random = new Random(0);
  await Deno.mkdir(folder, { recursive: true });
  for (let k = 0; k < Math.min(DISTINCT, count); k++) {
    const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
      const x = Math.floor(i / 3) % side;
      return ((x * (k + 1)) >> 4) % 200 + random.integer(24);
    });
    await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      .toFile(`${folder}/${k}.${format}`);
  }
  const files: ImageFile[] = [];
  for (let i = 0; i < count; i++) {
    const path = `${i}.${format}`;
    if (i >= DISTINCT) await Deno.link(`${folder}/${i % DISTINCT}.${format}`, `${folder}/${path}`);
    files.push({ path, label: 0, type: "good" });
  }
  return files;
}
