/**
 * Decodes image files, and finds those that have colour or several pages.
 *
 * @module
 */
import os from "node:os";
import type { Channels, ImageFile, ImageSet, ResizeFilter } from "../images/image_set.ts";
import { decodeFile } from "./decode_file.ts";
import { type DecodeProgress, forEachFile } from "./for_each_file.ts";
import { openImage } from "./open_image.ts";
import { streamImages } from "./streamed_images.ts";
import { findValueRange, type ValueRange } from "./value_range.ts";

/** How many images are examined to tell gray from colour. */
const CHANNEL_SAMPLES = 8;
/** Largest difference between colour channels of an image that counts as gray (JPEG rounds). */
const GRAY_TOLERANCE = 2;

/**
 * Bytes of decoded images that stay in memory by default: 2 GiB, or a quarter of the machine's memory
 * if that is less.
 */
export function defaultImageMemory(): number {
  return Math.min(2 * 1024 ** 3, os.totalmem() / 4);
}

/** How images are decoded. */
export interface DecodeImagesOptions {
  /** Height and width in pixels. */
  readonly size: number;
  /** 1 = gray, 3 = RGB. */
  readonly channels: Channels;
  /** The filter. Default `lanczos3`. */
  readonly resize?: ResizeFilter;
  /**
   * The values that are black and white in images with more than 8 bits, from `findValueRange` of the
   * training images. Without it, the upper 8 of 16 bits are used and other types are refused.
   */
  readonly valueRange?: ValueRange;
  /** Bytes of decoded images that may stay in memory. Default: {@linkcode defaultImageMemory}. */
  readonly memory?: number;
  /** Called after each file that was decoded. */
  readonly onProgress?: DecodeProgress;
  /** Stops before the next file. */
  readonly signal?: AbortSignal;
}

/**
 * Decodes images to one size.
 *
 * Orientation tags are applied, gray, palette, 16-bit and CMYK images become 8-bit gray or RGB, and
 * transparent pixels are shown on black. Images of another size are resized; the aspect ratio is not
 * kept, as is usual for this data. Only the first page of a file is used.
 *
 * Every file is decoded once, so a broken one is found before any training. The decoded images stay
 * in memory as far as `options.memory` allows; the others are decoded again whenever they are read,
 * and must not change meanwhile.
 *
 * @param root Folder that the paths are relative to; "" takes them as they are.
 * @param files Which images, in this order.
 * @returns The images in the order of `files`.
 * @throws {InputError} Naming the files that cannot be decoded, truncated ones included.
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { decodeImages } from "./decode.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "train/good/000.jpg", label: 0, type: "good" } as const;
 * const set = await decodeImages("data/sample/bottle", [file], { size: 64, channels: 3 });
 * assertEquals((await set.read([0])).length, 64 * 64 * 3);
 * ```
 */
export async function decodeImages(
  root: string,
  files: readonly ImageFile[],
  { memory = defaultImageMemory(), ...options }: DecodeImagesOptions,
): Promise<ImageSet> {
  if (!(memory >= 0)) throw new RangeError(`Cannot keep images in ${memory} bytes of memory`);
  const paths = files.map((file) => fullPath(root, file.path));
  return await streamImages({ files, paths, memory, ...options });
}

/**
 * Tells gray images from coloured ones by their pixels: 3 if any of up to eight images, spread over
 * the list at no regular distance, has colour.
 */
export async function detectChannels(
  root: string,
  files: readonly ImageFile[],
): Promise<Channels> {
  const coloured = await findColoured(root, spread(files));
  return coloured.length > 0 ? 3 : 1;
}

/** Some of the list, by multiples of the golden ratio: cameras may alternate in it. */
function spread(files: readonly ImageFile[]): readonly ImageFile[] {
  if (files.length <= CHANNEL_SAMPLES) return files;
  const indices = Array.from(
    { length: CHANNEL_SAMPLES },
    (_, k) => Math.floor((k * (Math.sqrt(5) - 1) / 2) % 1 * files.length),
  );
  return [...new Set(indices)].map((i) => files[i]!);
}

/** The images that have colour, judged by their pixels. */
export async function findColoured(
  root: string,
  files: readonly ImageFile[],
): Promise<readonly ImageFile[]> {
  const coloured = new Set<ImageFile>();
  const paths = files.map((file) => fullPath(root, file.path));
  const range = await findValueRange(paths);
  await forEachFile(paths, async (path, k) => {
    const rgb = await decodeFile(path, { size: 64, channels: 3, kernel: "nearest", range });
    for (let i = 0; i < rgb.length; i += 3) {
      const [r, g, b] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
      if (Math.max(r, g, b) - Math.min(r, g, b) > GRAY_TOLERANCE) coloured.add(files[k]!);
    }
  });
  return files.filter((file) => coloured.has(file));
}

/** The images whose files have several pages, judged by their headers. */
export async function findPaged(
  root: string,
  files: readonly ImageFile[],
): Promise<readonly ImageFile[]> {
  const paged = new Set<ImageFile>();
  await forEachFile(files.map((file) => fullPath(root, file.path)), async (path, k) => {
    const { metadata } = await openImage(path);
    if ((metadata.pages ?? 1) > 1) paged.add(files[k]!);
  });
  return files.filter((file) => paged.has(file));
}

/** The path at which an image of a folder can be opened; the folder "" takes it as it is. */
export function fullPath(root: string, path: string): string {
  return root === "" ? path : `${root}/${path}`;
}
