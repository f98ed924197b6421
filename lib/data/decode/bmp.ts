/**
 * Reads BMPs, which sharp does not.
 *
 * @module
 */

/** Bytes up to and including the compression. */
const HEADER = 34;
/** Where the masks of red, green and blue begin. */
const MASKS_AT = 54;
/** Length of OS/2's header, whose sizes have 16 bits. */
const OS2 = 12;
/** Ways in which pixels are stored. */
const [PLAIN, RUN_LENGTHS, MASKED] = [0, [1, 2], 3] as const;

/** What a BMP says of its pixels. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Per pixel. */
  readonly bits: number;
  readonly compression: number;
}

/**
 * Reads the header.
 *
 * @returns `undefined` if the file is no BMP, whatever its name says.
 */
export async function readBmpHeader(path: string): Promise<BmpHeader | undefined> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(HEADER);
  if (await file.read(bytes) !== HEADER || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return undefined;
  const view = new DataView(bytes.buffer);
  const old = view.getUint32(14, true) === OS2;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = old ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  if (width <= 0 || height === 0) throw new Error("is a BMP without a size");
  return {
    ...{ width, height, offset: view.getUint32(10, true) },
    bits: view.getUint16(old ? 24 : 28, true),
    compression: old ? PLAIN : view.getUint32(30, true),
  };
}

/**
 * Decodes the pixels, without transparency: the fourth byte of a pixel is mostly unused.
 *
 * What decoding takes in WebAssembly's memory, the file and four bytes a pixel, stays there for the next
 * image until the process ends.
 *
 * @param header From {@linkcode readBmpHeader}, its size checked.
 * @returns `[height, width, 3]`.
 * @throws {Error} If the file is cut off, damaged or of a kind that nsbmp does not read.
 */
export async function decodeBmp(path: string, header: BmpHeader): Promise<Uint8Array> {
  const { width, height, offset, bits, compression } = header;
  const bytes = await Deno.readFile(path);
  const packed = RUN_LENGTHS.some((kind) => kind === compression);
  if (!packed && bytes.length < offset + Math.ceil(width * bits / 32) * 4 * height) {
    throw new Error("is a BMP that is cut off");
  }
  // Imported only here: it reads a file of its own, which the other formats need no permission for.
  const { decode } = await import("@cwasm/nsbmp");
  const { data } = await Promise.try(decode, bytes).catch((error: unknown) => {
    throw new Error("is a damaged BMP, or of a kind that is not read", { cause: error });
  });
  const colours = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    colours[3 * i] = data[4 * i]!;
    colours[3 * i + 1] = data[4 * i + 1]!;
    colours[3 * i + 2] = data[4 * i + 2]!;
  }
  if (bits === 16) widen(colours, compression === MASKED ? maskedBits(bytes) : [5, 5, 5]);
  return colours;
}

/** The number of bits of red, green and blue, by their masks. */
function maskedBits({ buffer }: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(buffer);
  return [0, 4, 8].map((at) =>
    view.getUint32(MASKS_AT + at, true).toString(2).replaceAll("0", "").length
  );
}

/** Repeats values of less than 8 bits behind themselves, where nsbmp leaves zeros: white is 255. */
function widen(colours: Uint8Array, bits: readonly number[]): void {
  for (let i = 0; i < colours.length; i++) {
    const own = bits[i % 3]!;
    for (let have = own; have > 0 && have < 8; have *= 2) colours[i]! |= colours[i]! >> have;
  }
}
