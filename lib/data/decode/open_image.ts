/**
 * Opens image files, whichever library decodes them.
 *
 * @module
 */
import sharp, { type Metadata, type Sharp } from "sharp";
import { decodeBmp, readBmpHeader } from "./bmp.ts";

/** Largest image by default: a damaged or hostile header must not take all memory and time. */
export const DEFAULT_MAX_PIXELS = 2 ** 28;

let maxPixels = DEFAULT_MAX_PIXELS;
/** Longest side; libvips complains on standard error about sides that it would shrink too far. */
const MAX_SIDE = 2 ** 16;

/** Sets the largest number of pixels that an image may have, for everything decoded afterwards. */
export function setMaxPixels(pixels: number): void {
  maxPixels = pixels;
}

// An image set keeps what it needs; libvips's own cache would only use more memory.
sharp.cache(false);

/** Facts read from the header of an image, and how to decode it. */
export interface OpenedImage {
  /** Size as it is shown, `width×height`. */
  readonly size: string;
  /** Of the file; for a BMP, of the decoded image. */
  readonly metadata: Metadata;
  /** A pipeline that begins with the first page. */
  readonly decode: () => Promise<Sharp>;
}

/**
 * Reads a header, and refuses sizes that must not be decoded.
 *
 * @throws {Error} If the file is not an image, or is too large to be read.
 */
export async function openImage(path: string): Promise<OpenedImage> {
  const bmp = /\.bmp$/i.test(path) ? await readBmpHeader(path) : undefined;
  if (bmp) {
    const size = requireSize(bmp);
    const { width, height } = bmp;
    const metadata = { width, height, space: "srgb", depth: "uchar", hasAlpha: false };
    const raw = { width, height, channels: 3 } as const;
    const decode = async () =>
      sharp(await decodeBmp(path, bmp), { raw, limitInputPixels: maxPixels });
    return { size, metadata: metadata as Metadata, decode };
  }
  const metadata = await sharp(path, { limitInputPixels: false }).metadata();
  refuseLostValues(metadata);
  const { width, height } = metadata.autoOrient ?? metadata;
  return {
    size: requireSize({ width, height }),
    metadata,
    // Below "error", compressions that libvips lacks decode to black.
    decode: () => Promise.resolve(sharp(path, { failOn: "error", limitInputPixels: maxPixels })),
  };
}

/** Refuses types that sharp reads as unsigned 16-bit integers, which cuts off or rounds values. */
function refuseLostValues({ depth, space }: Metadata): void {
  const kind = depth === "short"
    ? "signed 16-bit values"
    : depth === "float" && (space === "grey16" || space === "rgb16")
    ? "floats of 16 bits"
    : undefined;
  if (kind === undefined) return;
  throw new Error(
    `holds ${kind}, which are not read; store it as 32-bit float or unsigned 16 bits`,
  );
}

function requireSize({ width, height }: { width: number; height: number }): string {
  if (width * height > maxPixels || Math.max(width, height) > MAX_SIDE) {
    throw new Error(
      `is ${width}×${height} pixels by its header; at most ${maxPixels} pixels (--max-pixels) and ` +
        `${MAX_SIDE} a side are read`,
    );
  }
  return `${width}×${height}`;
}
