/**
 * Decodes image files: images, masks, and whether they are gray.
 *
 * @module
 */
import os from "node:os";
import { decodeFile, readSize } from "./decode_file.ts";
import { type DecodeProgress, forEachFile } from "./for_each_file.ts";
import type { Channels, ImageFile, ImageSet, ResizeFilter } from "./image_set.ts";
import { streamImages } from "./streamed_images.ts";

/** Images that are looked at to tell gray from colour. */
const CHANNEL_SAMPLES = 8;
/** Largest difference between colour channels of an image that counts as gray (JPEG rounds). */
const GRAY_TOLERANCE = 2;

/**
 * Bytes of decoded images that stay in memory unless told otherwise: 2 GiB, or a quarter of the
 * machine's memory where that is less.
 */
export function defaultImageMemory(): number {
  return Math.min(2 * 1024 ** 3, os.totalmem() / 4);
}

/**
 * Decodes images to one size.
 *
 * Orientation tags are applied, gray, palette, 16-bit and CMYK images become 8-bit gray or RGB, and
 * transparent pixels are shown on black. Images of another size are resized; the aspect ratio is not
 * kept, as is usual for this data. Of files with several pages the first is taken.
 *
 * Every file is decoded once, so a broken one is found before any training. The decoded images stay
 * in memory as far as `options.memory` allows; the others are decoded again whenever they are read,
 * and must not change meanwhile.
 *
 * @param root Folder that the paths are relative to; "" takes them as they are.
 * @param files Which images, in this order.
 * @param options.size Height and width in pixels.
 * @param options.channels 1 = gray, 3 = RGB.
 * @param options.resize The filter. Default `lanczos3`.
 * @param options.memory Bytes of decoded images that may stay in memory. Default:
 * {@linkcode defaultImageMemory}.
 * @param options.onProgress Hears of each file that was decoded.
 * @returns The images in the order of `files`.
 * @throws {InputError} Naming the files that cannot be decoded, truncated ones included.
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
  { size, channels, resize, memory = defaultImageMemory(), onProgress }: {
    size: number;
    channels: Channels;
    resize?: ResizeFilter;
    memory?: number;
    onProgress?: DecodeProgress;
  },
): Promise<ImageSet> {
  if (!(memory >= 0)) throw new RangeError(`Cannot keep images in ${memory} bytes of memory`);
  const paths = files.map((file) => fullPath(root, file.path));
  return await streamImages({ files, paths, size, channels, resize, memory, onProgress });
}

/**
 * Decodes ground-truth masks: anomalous where the mask is above 127.
 *
 * @returns 1 = anomalous, 0 = normal, `[n, size, size]`; normal images without a mask are all 0.
 * @throws {InputError} Naming the masks that cannot be decoded, or one whose size differs from its
 * image's.
 */
export async function decodeMasks(
  root: string,
  files: readonly ImageFile[],
  size: number,
): Promise<Uint8Array> {
  const masks = new Uint8Array(files.length * size * size);
  const withMask = files.flatMap(({ path, mask }, i) => mask ? [{ path, mask, i }] : []);
  const paths = withMask.map(({ mask }) => fullPath(root, mask));
  await forEachFile(paths, async (maskPath, k) => {
    const { path, i } = withMask[k]!;
    const [image, mask] = await Promise.all([readSize(fullPath(root, path)), readSize(maskPath)]);
    if (image !== mask) throw new Error(`the mask is ${mask}, its image ${path} is ${image}`);
    const values = await decodeFile(maskPath, { size, channels: 1, kernel: "nearest" });
    masks.set(values.map((value) => (value > 127 ? 1 : 0)), i * size * size);
  });
  return masks;
}

/**
 * Whether images are gray, by their pixels: 3 as soon as one of up to eight images, spread over the
 * list, has colour.
 */
export async function detectChannels(
  root: string,
  files: readonly ImageFile[],
): Promise<Channels> {
  const step = Math.max(1, Math.ceil(files.length / CHANNEL_SAMPLES));
  const sample = files.filter((_, i) => i % step === 0);
  let channels: Channels = 1;
  await forEachFile(sample.map((file) => fullPath(root, file.path)), async (path) => {
    const rgb = await decodeFile(path, { size: 64, channels: 3, kernel: "nearest" });
    for (let i = 0; i < rgb.length; i += 3) {
      const [r, g, b] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
      if (Math.max(r, g, b) - Math.min(r, g, b) > GRAY_TOLERANCE) channels = 3;
    }
  });
  return channels;
}

function fullPath(root: string, path: string): string {
  return root === "" ? path : `${root}/${path}`;
}
