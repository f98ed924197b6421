/** Reads pixels of a picture. */
import sharp from "sharp";

/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]`. */
  readonly data: Uint8Array;
}

/** Decodes a file, or a PNG in memory. */
export async function readPicture(source: string | Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(source).removeAlpha().toColourspace("srgb").raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** RGB at column `x` and row `y`. */
export function pixelAt({ width, data }: Picture, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** A rectangle of a picture, as a picture of its own. */
export function crop(
  { width, data }: Picture,
  { left, top, ...size }: { left: number; top: number; width: number; height: number },
): Picture {
  const rows = Array.from({ length: size.height }, (_, y) => {
    const start = ((top + y) * width + left) * 3;
    return data.subarray(start, start + size.width * 3);
  });
  const part = new Uint8Array(size.width * size.height * 3);
  rows.forEach((row, y) => part.set(row, y * size.width * 3));
  return { ...size, data: part };
}
