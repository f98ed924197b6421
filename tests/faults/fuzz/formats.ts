/** Kinds of files to damage, and who must read them. A new format is one entry of {@linkcode FORMATS}. */
import sharp, { type Sharp } from "sharp";
import { readCifarBatch } from "../../../lib/data/datasets/cifar10.ts";
import { readIdx } from "../../../lib/data/datasets/idx.ts";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { decodeMasks } from "../../../lib/data/masks/masks.ts";
import type { Random } from "../../../lib/random.ts";
import { bmp } from "../../data/bmp.ts";
import { grayImage } from "../../data/images.ts";
import { cifarBatch, idxFile, idxImages } from "../../data/stored_files.ts";
import { MODEL_FORMATS } from "./model_formats.ts";
import { mutate, type Part } from "./mutate.ts";
import { jpegSegments, onePart, pngChunks, repairPng } from "./structure.ts";

/** A kind of file. */
export interface Format {
  /** Files to damage. */
  readonly samples: () => Promise<Uint8Array[]>;
  /** The parts of a file, to remove, duplicate and edit. */
  readonly parts: (bytes: Uint8Array) => readonly Part[];
  /** Makes every other damaged file consistent again, where the format has checksums. */
  readonly repair?: (bytes: Uint8Array) => Uint8Array;
  /** Damage specific to the format, for two of three files; the result is still a complete file. */
  readonly damage?: (bytes: Uint8Array, random: Random) => Uint8Array;
  /** Reads a file as users do; errors must name `name`. */
  readonly read: (bytes: Uint8Array, name: string) => Promise<unknown>;
}

/** Height and width of the samples. */
const SIZE = 12;

function sample(channels: 1 | 2 | 3 | 4): Sharp {
  const pixels = Uint8Array.from({ length: SIZE * SIZE * channels }, (_, i) => (i * 29) % 251);
  const image = sharp(pixels, { raw: { width: SIZE, height: SIZE, channels } });
  return channels < 3 ? image.toColourspace("b-w") : image;
}

const SEVEN = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);

const encode = (images: readonly Sharp[]) =>
  Promise.all(images.map(async (image) => new Uint8Array(await image.toBuffer())));

const pngs = (): Promise<Uint8Array[]> =>
  encode([
    sample(1).png(),
    sample(3).png({ progressive: true }),
    sample(3).png({ palette: true }),
    sample(4).withMetadata({ orientation: 6 }).png(),
    sample(3).toColourspace("rgb16").png(),
  ]);

/** One with three bytes a pixel, one with a palette. */
function bmps(): Uint8Array[] {
  const palette = Array.from({ length: 16 }, (_, i) => [16 * i, 9 * i, 255 - i]);
  const rows = (length: number) =>
    Array.from({ length: SIZE }, (_, y) => Array.from({ length }, (_, x) => (29 * (x + y)) % 251));
  return [
    bmp([SIZE, SIZE], { bits: 24, rows: rows(3 * SIZE) }),
    bmp([SIZE, SIZE], { bits: 4, rows: rows(SIZE / 2), palette }),
  ];
}

async function decode(bytes: Uint8Array, name: string): Promise<void> {
  await Deno.writeFile(name, bytes);
  const file = { path: name, label: 0, type: "good" } as const;
  await decodeImages("", [file], { size: 8, channels: 3 });
}

/** Formats by name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  png: { samples: pngs, parts: pngChunks, repair: repairPng, read: decode },
  jpg: {
    samples: () =>
      encode([
        sample(1).jpeg(),
        sample(3).jpeg({ progressive: true }),
        sample(3).withMetadata({ orientation: 5 }).jpeg(),
        sample(3).toColourspace("cmyk").jpeg(),
      ]),
    parts: jpegSegments,
    read: decode,
  },
  mask: {
    samples: () => encode([sample(1).png(), sample(1).png({ palette: true, colours: 2 })]),
    parts: pngChunks,
    repair: repairPng,
    read: async (bytes, name) => {
      await Deno.writeFile(`${name}_mask.png`, bytes);
      await grayImage(Array(SIZE).fill(Array(SIZE).fill(9))).png().toFile(name);
      const file = { path: name, label: 1, type: "bent", mask: `${name}_mask.png` } as const;
      await decodeMasks("", [file], 8);
    },
  },
  webp: {
    samples: () => encode([sample(4).webp({ lossless: true })]),
    parts: onePart,
    read: decode,
  },
  bmp: {
    samples: () => Promise.resolve(bmps()),
    parts: onePart,
    read: decode,
  },
  idx: {
    samples: () => Promise.resolve([idxFile([7], SEVEN), idxImages([3, 200])]),
    parts: onePart,
    read: (bytes, name) => Promise.try(() => readIdx(bytes, name)),
  },
  cifar: {
    samples: () => Promise.resolve([cifarBatch([[3, 1, 2, 3], [9, 4, 5, 6]])]),
    parts: onePart,
    read: (bytes, name) => Promise.try(() => readCifarBatch(bytes, name)),
  },
  tiff: {
    samples: () => encode([sample(3).tiff({ compression: "lzw" })]),
    parts: onePart,
    read: decode,
  },
  ...MODEL_FORMATS,
};

/** The damaged file of one seeded case. */
export function damagedFile(
  { parts, damage, repair }: Format,
  samples: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const sample = samples[random.integer(samples.length)]!;
  if (damage && random.integer(3) > 0) return damage(sample, random);
  const bytes = mutate(sample, parts, random);
  return repair && random.integer(2) === 0 ? repair(bytes) : bytes;
}
