/**
 * Opens image files, whichever library decodes them.
 *
 * @module
 */
import sharp, { type Metadata, type Sharp } from "sharp";

/** Largest image by default: a damaged or hostile header must not take all memory and time. */
export const DEFAULT_MAX_PIXELS = 2 ** 28;

let maxPixels = DEFAULT_MAX_PIXELS;
/** Longest side; libvips complains on standard error about sides that it would shrink too far. */
const MAX_SIDE = 2 ** 16;
/** Bytes of a BMP's header up to and including its compression, and where masks of colours begin. */
const [BMP_HEADER, BMP_MASKS_AT] = [34, 54];
/** Ways in which a BMP's pixels are stored. */
const [BMP_PLAIN, BMP_RUN_LENGTHS, BMP_MASKS] = [0, [1, 2], 3];

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
  const old = view.getUint32(14, true) === 12; // OS/2's header, with sizes of 16 bits
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  if (width <= 0 || height === 0) throw new Error("is a BMP without a size");
  return {
    ...{ width, height, offset: view.getUint32(10, true) },
    bits: view.getUint16(old ? 24 : 28, true),
    compression: old ? BMP_PLAIN : view.getUint32(30, true),
  };
}

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Per pixel. */
  readonly bits: number;
  readonly compression: number;
}

async function decodeBmp(path: string, header: BmpHeader): Promise<Sharp> {
  const { width, height, offset, bits, compression } = header;
  const bytes = await Deno.readFile(path);
  const packed = BMP_RUN_LENGTHS.includes(compression);
  if (!packed && bytes.length < offset + Math.ceil(width * bits / 32) * 4 * height) {
    throw new Error("is a BMP that is cut off");
  }
  // Imported only here: it reads a file of its own, which the other formats need no permission for. What
  // it takes in WebAssembly's memory, the file and four bytes a pixel, stays until the process ends.
  const { decode } = await import("@cwasm/nsbmp");
  const { data } = await Promise.try(decode, bytes).catch((error: unknown) => {
    throw new Error("is a damaged BMP, or of a kind that is not read", { cause: error });
  });
  // The fourth byte of a pixel is mostly unused, and not transparency.
  const colours = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
    colours[to] = data[from]!;
    colours[to + 1] = data[from + 1]!;
    colours[to + 2] = data[from + 2]!;
  }
  if (bits === 16) widen(colours, bytes, compression);
  const raw = { width, height, channels: 3 } as const;
  return sharp(colours, { raw, limitInputPixels: maxPixels });
}

/** Values of less than 8 bits are decoded with zeros behind them; white must be 255. */
function widen(colours: Uint8Array, bytes: Uint8Array, compression: number): void {
  const view = new DataView(bytes.buffer);
  const bits = [0, 1, 2].map((c) =>
    compression === BMP_MASKS ? bitsOf(view.getUint32(BMP_MASKS_AT + 4 * c, true)) : 5
  );
  for (let i = 0; i < colours.length; i++) {
    const own = bits[i % 3]!;
    for (let have = own; have > 0 && have < 8; have *= 2) colours[i]! |= colours[i]! >> have;
  }
}

function bitsOf(mask: number): number {
  return mask.toString(2).replaceAll("0", "").length;
}
