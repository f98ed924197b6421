/** Writes tiny images for tests. */
import sharp, { type Sharp } from "sharp";

/** An image from rows of gray values: `[[0, 255]]` is black, white. */
export function grayImage(rows: readonly (readonly number[])[]): Sharp {
  const raw = { width: rows[0]!.length, height: rows.length, channels: 1 } as const;
  return sharp(Uint8Array.from(rows.flat()), { raw }).toColourspace("b-w");
}

/** A square of one colour. */
export function flatImage(colour: { r: number; g: number; b: number }, side = 8): Sharp {
  return sharp({ create: { width: side, height: side, channels: 3, background: colour } });
}

/** Writes an image in the format of its name; makes its folder if need be. */
export async function writeImage(path: string, image: Sharp): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await image.toFile(path);
}

/** Writes the same tiny gray image to all paths under `root`. */
export async function writeImages(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await writeImage(`${root}/${path}`, grayImage([[50, 100], [150, 200]]));
}
