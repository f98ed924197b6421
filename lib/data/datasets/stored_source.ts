/**
 * Images that are stored one after the other in a few large files.
 *
 * @module
 */
import sharp from "sharp";
import { createHash } from "node:crypto";
import { sharpKernel } from "../decode/decode_file.ts";
import type { Channels, ImageSet, ResizeFilter } from "../images/image_set.ts";
import { memoryImages } from "../images/memory_images.ts";
import type { ImageSource } from "./dataset.ts";

/** Images that are resized in one call. */
const TOGETHER = 64;
/** Rows above and below an image in a strip, in its heights: a filter sees 3 of the resized rows. */
const MARGIN = 1;
/** Height of an image in a strip, with its margins. */
const ROOM = 1 + 2 * MARGIN;

/** Images of one size in memory. */
export interface StoredImages {
  /** Height and width in pixels. */
  readonly size: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** Name of a file, `test_batch`, and its pixels `[n, size, size, channels]`. */
  readonly blocks: ReadonlyMap<string, Uint8Array>;
}

/** The path-like id of an image: `test_batch/00042`. */
export function storedPath(block: string, index: number): string {
  return `${block}/${String(index).padStart(5, "0")}`;
}

/**
 * Reads images by ids of {@linkcode storedPath}. At the stored size and with the stored channels
 * the bytes are untouched; otherwise images are resized, as files are.
 *
 * @example
 * ```ts
 * import { storedSource } from "./stored_source.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const blocks = new Map([["test", Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]]);
 * const source = storedSource({ size: 2, channels: 1, blocks });
 * const file = { path: "test/00001", label: 0, type: "3" } as const;
 * const set = await source.decode([file], { size: 2, channels: 1 });
 * assertEquals([...await set.read([0])], [5, 6, 7, 8]);
 * ```
 */
export function storedSource({ size, channels, blocks }: StoredImages): ImageSource {
  const bytes = size * size * channels;
  const pixelsOf = (path: string): Uint8Array => {
    const [block, index] = path.split("/") as [string, string];
    const from = Number(index) * bytes;
    const pixels = blocks.get(block)?.subarray(from, from + bytes);
    if (pixels?.length !== bytes) throw new RangeError(`Cannot read image ${path}: none there`);
    return pixels;
  };
  return {
    channels: () => Promise.resolve(channels),
    hash: (path) => Promise.resolve(createHash("sha256").update(pixelsOf(path)).digest("hex")),
    size: () => Promise.resolve(`${size}×${size}`),
    masks: (files, side) =>
      Promise.resolve({ pixels: new Uint8Array(files.length * side * side), warnings: [] }),
    decode: async (files, wanted): Promise<ImageSet> => {
      const same = wanted.size === size && wanted.channels === channels;
      const wantedBytes = wanted.size ** 2 * wanted.channels;
      const pixels = new Uint8Array(files.length * wantedBytes);
      for (let first = 0; first < files.length; first += TOGETHER) {
        const some = files.slice(first, first + TOGETHER).map(({ path }) => pixelsOf(path));
        const images = same ? some : await convert(some, { size, channels }, wanted);
        images.forEach((image, i) => pixels.set(image, (first + i) * wantedBytes));
        wanted.onProgress?.(first + some.length, files.length);
      }
      const { size: side } = wanted;
      return memoryImages({ files, height: side, width: side, channels: wanted.channels, pixels });
    },
  };
}

interface Shape {
  readonly size: number;
  readonly channels: Channels;
}

/**
 * Resizes images of one size as one picture, one below the other: a call for each image takes ten times
 * as long. Each is between copies of its first row and of its last, which is what a filter sees beyond
 * the border of an image, so each pixel is that of the image resized alone.
 */
async function convert(
  images: readonly Uint8Array[],
  from: Shape,
  to: Shape & { readonly resize?: ResizeFilter },
): Promise<Uint8Array[]> {
  const { size: side, channels } = from;
  const row = side * channels;
  const strip = new Uint8Array(images.length * ROOM * side * row);
  images.forEach((image, i) => {
    for (let y = 0; y < ROOM * side; y++) {
      const nearest = Math.min(Math.max(y - MARGIN * side, 0), side - 1);
      const pixels = image.subarray(nearest * row, (nearest + 1) * row);
      strip.set(pixels, (i * ROOM * side + y) * row);
    }
  });
  const height = images.length * ROOM;
  const resized = await sharp(strip, { raw: { width: side, height: height * side, channels } })
    .resize(to.size, height * to.size, {
      fit: "fill",
      kernel: sharpKernel(to.resize ?? "lanczos3"),
    })
    .toColourspace(to.channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer();
  const bytes = to.size ** 2 * to.channels;
  return images.map((_, i) => {
    const begin = (i * ROOM + MARGIN) * bytes;
    return resized.subarray(begin, begin + bytes);
  });
}
