/**
 * Decodes one image file.
 *
 * @module
 */
import sharp, { type Sharp } from "sharp";
import type { Channels, ResizeFilter, WholeImage } from "../images/image_set.ts";
import { type OpenedImage, openImage } from "./open_image.ts";
import { rareCompression } from "./tiff_compression.ts";
import { isWide, NO_NUMBERS, toEightBits, type ValueRange } from "./value_range.ts";

/**
 * Size of an image as it is shown, `width×height`, from its header.
 *
 * @throws {Error} If the file is not an image, or is too large to be read.
 */
export async function readSize(path: string): Promise<string> {
  return (await openImage(path)).size;
}

/** How values are converted, whatever the size. */
interface ValueOptions {
  /** 1 = gray, 3 = RGB. */
  readonly channels: Channels;
  /**
   * The values that are black and white in files with more than 8 bits. Default: the upper 8 of 16
   * bits.
   */
  readonly range?: ValueRange;
}

/** How a file is decoded. */
export interface DecodeOptions extends ValueOptions {
  /** Height and width in pixels. */
  readonly size: number;
  /** The filter that resizes. */
  readonly kernel: ResizeFilter | "nearest";
  /** Where the pixels are written. Default: a new array. */
  readonly into?: Uint8Array;
}

/**
 * Decodes the first page, upright, with transparent parts on black.
 *
 * @returns `into`: 8-bit pixels `[size, size, channels]`.
 * @throws {Error} If the file cannot be decoded.
 */
export async function decodeFile(
  path: string,
  { size, kernel, into, ...options }: DecodeOptions,
): Promise<Uint8Array> {
  const pixels = into ?? new Uint8Array(size * size * options.channels);
  await decodeInto(path, options, { size, kernel }, () => pixels);
  return pixels;
}

/**
 * Decodes the first page at its own size, but otherwise like {@linkcode decodeFile}.
 *
 * @throws {Error} If the file cannot be decoded.
 */
export async function decodeWhole(path: string, options: ValueOptions): Promise<WholeImage> {
  let pixels = new Uint8Array();
  const size = await decodeInto(path, options, undefined, (length) => {
    return pixels = new Uint8Array(length);
  });
  return { ...size, channels: options.channels, pixels };
}

/** Decodes a file into an array that is requested once its length is known. */
async function decodeInto(
  path: string,
  options: ValueOptions,
  resized: Pick<DecodeOptions, "size" | "kernel"> | undefined,
  into: (length: number) => Uint8Array,
): Promise<{ width: number; height: number }> {
  try {
    return await decodeOpened(await openImage(path), options, resized, into);
  } catch (error) {
    // libvips collects the error messages of all files that are decoded side by side.
    const compression = /\.tiff?$/i.test(path) ? await rareCompression(path) : undefined;
    if (compression === undefined) throw error;
    throw new Error(
      `uses the compression ${compression}, which is not read; store it without compression, or ` +
        "with LZW or deflate",
    );
  }
}

async function decodeOpened(
  opened: OpenedImage,
  { channels, range }: ValueOptions,
  resized: Pick<DecodeOptions, "size" | "kernel"> | undefined,
  into: (length: number) => Uint8Array,
): Promise<{ width: number; height: number }> {
  const { depth = "uchar" } = opened.metadata;
  const upperBits = depth === "ushort" && (!range || range[0] === 0 && range[1] === 65535);
  const scaled = isWide(depth) && !upperBits;
  if (scaled && !range) {
    throw new Error(
      `has values of the type ${depth}, whose black and white the training images do not tell; ` +
        "convert it to 8 or 16 bits",
    );
  }
  const upright = (await opened.decode())
    .autoOrient()
    .flatten({ background: "black" });
  if (resized) {
    const { size, kernel } = resized;
    upright.resize(size, size, { fit: "fill", kernel: sharpKernel(kernel) });
  }
  const shown = scaled ? await scale(upright, opened, range!) : upright;
  const pipeline = shown
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" });
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) {
    const { channels: found } = opened.metadata;
    throw new Error(`has ${found} channels; store it as gray or RGB, with transparency or without`);
  }
  into(data.length).set(data);
  free(data);
  return { width: info.width, height: info.height };
}

/** Reads values as they are stored and reduces them to 8 bits. */
async function scale(
  image: Sharp,
  { metadata }: OpenedImage,
  range: ValueRange,
): Promise<Sharp> {
  const { data, info } = await image.toColourspace(metadata.space!).raw({ depth: "float" })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  // Of training images their range tells, of others nothing before.
  if (!values.every(Number.isFinite)) throw new Error(NO_NUMBERS);
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return sharp(toEightBits(values, range), { raw });
}

/** sharp's name for a filter. */
export function sharpKernel(filter: ResizeFilter | "nearest"): "lanczos3" | "linear" | "nearest" {
  return filter === "bilinear" ? "linear" : filter;
}

/**
 * Frees sharp's own copy at once: it lies outside the heap, where the garbage collector lets
 * gigabytes of it pile up.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
