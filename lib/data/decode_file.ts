/**
 * Decodes one image file.
 *
 * @module
 */
import sharp, { type Metadata, type Sharp } from "sharp";
import type { Channels } from "./image_set.ts";

/** Largest image in pixels: a damaged or hostile header must not take all memory and time. */
const MAX_PIXELS = 2 ** 28;

// A set keeps what it needs; libvips's own cache would only add to the budget.
sharp.cache(false);

function open(path: string): Sharp {
  return sharp(path, { failOn: "truncated", limitInputPixels: MAX_PIXELS });
}

/** Size of an image as it is shown, `width×height`, from its header. */
export async function readSize(path: string): Promise<string> {
  const { width, height, autoOrient } = await open(path).metadata() as Metadata;
  return `${autoOrient?.width ?? width}×${autoOrient?.height ?? height}`;
}

/** 8-bit pixels `[size, size, channels]` of the first page, upright, on black where transparent. */
export async function decodeFile(
  path: string,
  { size, channels, kernel }: {
    size: number;
    channels: Channels;
    kernel: "lanczos3" | "nearest";
  },
): Promise<Uint8Array> {
  const pipeline = open(path)
    .autoOrient()
    .flatten({ background: "black" })
    .resize(size, size, { fit: "fill", kernel })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" });
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) {
    throw new Error(`decoded to ${info.channels} channels instead of ${channels}`);
  }
  return data;
}
