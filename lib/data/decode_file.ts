/**
 * Decodes one image file.
 *
 * @module
 */
import sharp, { type Metadata } from "sharp";
import type { Channels, ResizeFilter } from "./image_set.ts";

/** Largest image unless told otherwise: a damaged or hostile header must not take all memory and time. */
export const DEFAULT_MAX_PIXELS = 2 ** 28;

let maxPixels = DEFAULT_MAX_PIXELS;
/** Longest side; libvips complains on standard error of sides that it would shrink too far. */
const MAX_SIDE = 2 ** 16;

/** Sets the largest number of pixels that an image may have, for all that is decoded afterwards. */
export function setMaxPixels(pixels: number): void {
  maxPixels = pixels;
}

// A set keeps what it needs; libvips's own cache would only add to the budget.
sharp.cache(false);

/**
 * Size of an image as it is shown, `width×height`, from its header.
 *
 * @throws {Error} If the file is no image or one that is too large to be read.
 */
export async function readSize(path: string): Promise<string> {
  const metadata: Metadata = await sharp(path, { limitInputPixels: false }).metadata();
  const { width, height } = metadata.autoOrient ?? metadata;
  if (width * height > maxPixels || Math.max(width, height) > MAX_SIDE) {
    throw new Error(
      `is ${width}×${height} pixels by its header; at most ${maxPixels} pixels (--max-pixels) and ` +
        `${MAX_SIDE} a side are read`,
    );
  }
  return `${width}×${height}`;
}

/**
 * Decodes the first page, upright, on black where it is transparent.
 *
 * @param options.into Where the pixels are written. Default: a new array.
 * @returns `into`: 8-bit pixels `[size, size, channels]`.
 * @throws {Error} If the file cannot be decoded.
 */
export async function decodeFile(
  path: string,
  { size, channels, kernel, into = new Uint8Array(size * size * channels) }: {
    size: number;
    channels: Channels;
    kernel: ResizeFilter | "nearest";
    into?: Uint8Array;
  },
): Promise<Uint8Array> {
  await readSize(path); // refuses sizes that must not be decoded
  const pipeline = sharp(path, { failOn: "truncated", limitInputPixels: maxPixels })
    .autoOrient()
    .flatten({ background: "black" })
    .resize(size, size, { fit: "fill", kernel: sharpKernel(kernel) })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" });
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) {
    throw new Error(`decoded to ${info.channels} channels instead of ${channels}`);
  }
  into.set(data);
  free(data);
  return into;
}

/** The name that sharp has for a filter. */
export function sharpKernel(filter: ResizeFilter | "nearest"): "lanczos3" | "linear" | "nearest" {
  return filter === "bilinear" ? "linear" : filter;
}

/**
 * Frees sharp's own copy at once: it lies outside of the heap, where the garbage collector lets
 * gigabytes of it pile up.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
