/**
 * Images that are stored one after the other in a few large files.
 *
 * @module
 */
import { createHash } from "node:crypto";
import sharp from "sharp";
import type { ImageSource } from "./dataset.ts";
import { sharpKernel } from "./decode_file.ts";
import type { Channels, ImageSet, ResizeFilter } from "./image_set.ts";
import { memoryImages } from "./memory_images.ts";

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
      for (const [i, { path }] of files.entries()) {
        const stored = pixelsOf(path);
        const converted = same ? stored : await convert(stored, { size, channels }, wanted);
        pixels.set(converted, i * wantedBytes);
        wanted.onProgress?.(i + 1, files.length);
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

async function convert(
  pixels: Uint8Array,
  from: Shape,
  to: Shape & { readonly resize?: ResizeFilter },
): Promise<Uint8Array> {
  const raw = { width: from.size, height: from.size, channels: from.channels };
  return await sharp(pixels, { raw })
    .resize(to.size, to.size, { fit: "fill", kernel: sharpKernel(to.resize ?? "lanczos3") })
    .toColourspace(to.channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer();
}
