/**
 * Finds which values are black and white in images with more than 8 bits.
 *
 * @module
 */
import { forEachFile } from "./for_each_file.ts";
import { openImage } from "./open_image.ts";

/** The values that become 0 and 255. */
export type ValueRange = readonly [black: number, white: number];

/** Largest values of 0 … 1 and of 8, 10, 12, 14, 16 and 32 bits. */
const WHITES = [1, 255, 1023, 4095, 16383, 65535, 2 ** 32 - 1];
const WHITE16 = 65535;
/** Least share of a range that values use if it is the range that was meant. */
const LEAST_USED = 1 / 4;

/** Why an image with infinite values or NaN is refused. */
export const NO_NUMBERS = "holds values that are no numbers";

/** Whether a sample's type, as sharp names it, holds more than 8 bits. */
export function isWide(depth: string): boolean {
  return depth !== "uchar";
}

/**
 * The range of some values: the smallest of 0 … 1, 255, 1023, 4095, 16383, 65535 and 4294967295 that
 * holds all of them and of which they use more than a quarter; if there is none, from the lowest
 * value to the highest.
 *
 * @param lowest Over all images.
 * @param highest Over all images.
 *
 * @example
 * ```ts
 * import { rangeOf } from "./value_range.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rangeOf(528, 4080), [0, 4095]); // 12 bits stored as 16
 * assertEquals(rangeOf(-3.5, 812), [-3.5, 812]);
 * ```
 */
export function rangeOf(lowest: number, highest: number): ValueRange {
  const white = WHITES.find((value) => highest <= value);
  const fits = white !== undefined && lowest >= 0 && highest > LEAST_USED * white;
  if (fits) return [0, white];
  return highest > lowest ? [lowest, highest] : [Math.min(0, lowest), Math.max(1, highest)];
}

/**
 * The range of the training images' values, by which test images are read too; see
 * {@linkcode rangeOf}.
 *
 * @param paths Training images.
 * @returns `undefined` if all have 8 bits.
 * @throws {InputError} Naming files that cannot be decoded, or hold values that are not numbers.
 */
export async function findValueRange(paths: readonly string[]): Promise<ValueRange | undefined> {
  let [lowest, highest] = [Infinity, -Infinity];
  await forEachFile(paths, async (path) => {
    const { metadata, decode } = await openImage(path);
    if (!isWide(metadata.depth ?? "uchar")) return;
    const { data, info } = await (await decode())
      .toColourspace(metadata.space!) // as they are stored; sharp's own statistics are rounded
      .raw({ depth: "float" })
      .toBuffer({ resolveWithObject: true });
    const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    const { channels } = info;
    for (let i = 0; i < values.length; i++) {
      if (metadata.hasAlpha && i % channels === channels - 1) continue;
      const value = values[i]!;
      if (!Number.isFinite(value)) throw new Error(NO_NUMBERS);
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  });
  return highest === -Infinity ? undefined : rangeOf(lowest, highest);
}

/**
 * Reduces stored values to 8 bits: the upper 8 bits of 10, 12, 14, 16 or 32, else
 * `255 · (v − black) / (white − black)`, rounded; values outside the range are clipped.
 */
export function toEightBits(values: Float32Array, [black, white]: ValueRange): Uint8ClampedArray {
  const bits = black === 0 && white > 255 && WHITES.includes(white);
  const scale = bits ? 256 / (white + 1) : 255 / (white - black);
  return Uint8ClampedArray.from(values, (value) => {
    const scaled = (value - black) * scale;
    return bits ? Math.floor(scaled) : scaled;
  });
}

/** The range in words, for messages. */
export function describeRange(range: ValueRange): string {
  return `images of more than 8 bits are read with ${describe(range)}, by the values of the ` +
    "training images";
}

function describe([black, white]: ValueRange): string {
  return `${black} as black and ${white} as white`;
}

/**
 * Warns of images with more than 8 bits where no training image has them: their white is then the
 * highest of 16 bits, whatever they hold.
 *
 * @param range Of those images; `undefined` if they have 8 bits too.
 */
export function wideAmongEight(range: ValueRange | undefined, which: string): string[] {
  if (!range) return [];
  const dark = range[1] < WHITE16
    ? `; their values are those of ${describe(range)}, so they look dark: store them with 8 bits`
    : "";
  return [
    `some ${which} have 16 bits, the training images have 8: ${WHITE16} is read as white${dark}`,
  ];
}
