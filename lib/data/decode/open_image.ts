/**
 * Opens image files, whichever library decodes them.
 *
 * @module
 */
import { decode } from "@cwasm/nsbmp";
import sharp, { type Metadata, type Sharp } from "sharp";

/** Largest image by default: a damaged or hostile header must not take all memory and time. */
export const DEFAULT_MAX_PIXELS = 2 ** 28;

let maxPixels = DEFAULT_MAX_PIXELS;
/** Longest side; libvips complains on standard error about sides that it would shrink too far. */
const MAX_SIDE = 2 ** 16;
/** Bytes of a BMP's header up to and including its bits per pixel, and up to the mask of green. */
const [BMP_HEADER, BMP_GREEN] = [30, 62];

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
  const bmp = /\.bmp$/i.test(path) ? await bmpSize(path) : undefined;
  if (bmp) {
    const size = requireSize(bmp);
    const { width, height } = bmp;
    const metadata = { width, height, space: "srgb", depth: "uchar", hasAlpha: false };
    return { size, metadata: metadata as Metadata, decode: () => decodeBmp(path, bmp) };
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

/** Facts read from a BMP's header; `undefined` if the file is not one, whatever its name says. */
async function bmpSize(path: string): Promise<BmpHeader | undefined> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(BMP_HEADER);
  if (await file.read(bytes) !== BMP_HEADER || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return;
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  if (width <= 0 || height === 0) throw new Error("is a BMP without a size");
  return { width, height, offset: view.getUint32(10, true), bits: view.getUint16(28, true) };
}

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Where the pixels begin. */
  readonly offset: number;
  readonly bits: number;
}

async function decodeBmp(path: string, { width, height, offset, bits }: BmpHeader): Promise<Sharp> {
  const bytes = await Deno.readFile(path);
  const compressed = new DataView(bytes.buffer).getUint32(BMP_HEADER, true);
  const packed = compressed === 1 || compressed === 2;
  if (!packed && bytes.length < offset + Math.ceil(width * bits / 32) * 4 * height) {
    throw new Error("is a BMP that is cut off");
  }
  const colours = new Uint8Array(3 * width * height);
  const widen = bits === 16 ? widener(bytes) : undefined;
  const { data } = decodeBytes(bytes);
  // The fourth byte of a pixel is mostly unused, and not transparency.
  for (let i = 0; i < width * height; i++) {
    const colour = data.subarray(4 * i, 4 * i + 3);
    widen?.(colour);
    colours.set(colour, 3 * i);
  }
  const raw = { width, height, channels: 3 } as const;
  return sharp(colours, { raw, limitInputPixels: maxPixels });
}

function decodeBytes(bytes: Uint8Array) {
  try {
    return decode(bytes);
  } catch (error) {
    throw new Error("is a damaged BMP, or of a kind that is not read", { cause: error });
  }
}

/** Values of 5 or 6 bits are decoded with zeros behind them; white must be 255. */
function widener(bytes: Uint8Array): (colour: Uint8ClampedArray) => void {
  const view = new DataView(bytes.buffer);
  const masked = view.getUint32(BMP_HEADER, true) === 3;
  const green = masked && view.getUint32(BMP_GREEN - 4, true) === 0x7e0 ? 6 : 5;
  return (colour) => [5, green, 5].forEach((bits, c) => colour[c]! |= colour[c]! >> bits);
}
