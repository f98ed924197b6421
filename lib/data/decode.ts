/**
 * Decodes image files into memory.
 *
 * @module
 */
import sharp, { type Metadata } from "sharp";
import { InputError } from "../errors.ts";
import type { Channels, ImageFile, ImageSet } from "./image_set.ts";

/** Receives how many of all images are decoded. */
export type DecodeProgress = (done: number, total: number) => void;

/** Files decoded side by side; sharp uses a thread for each. */
const PARALLEL = 4;
/** Images that are looked at to tell gray from colour. */
const CHANNEL_SAMPLES = 8;
/** Files named in one error message. */
const NAMED_FILES = 5;
/** Largest difference between colour channels of an image that counts as gray (JPEG rounds). */
const GRAY_TOLERANCE = 2;

/**
 * Decodes images to one size.
 *
 * Orientation tags are applied, gray, palette, 16-bit and CMYK images become 8-bit gray or RGB, and
 * transparent pixels are shown on black. Images of another size are resized with Lanczos 3; the
 * aspect ratio is not kept, as is usual for this data.
 *
 * @param root Folder that the paths are relative to; "" takes them as they are.
 * @param files Which images, in this order.
 * @param options.size Height and width in pixels.
 * @param options.channels 1 = gray, 3 = RGB.
 * @returns All images in memory, in the order of `files`.
 * @throws {InputError} Naming the files that cannot be decoded, truncated ones included.
 *
 * @example
 * ```ts
 * import { decodeImages } from "./decode.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "train/good/000.jpg", label: 0, type: "good" } as const;
 * const set = await decodeImages("data/sample/bottle", [file], { size: 64, channels: 3 });
 * assertEquals(set.pixels.length, 64 * 64 * 3);
 * ```
 */
export async function decodeImages(
  root: string,
  files: readonly ImageFile[],
  { size, channels, onProgress }: {
    size: number;
    channels: Channels;
    onProgress?: DecodeProgress;
  },
): Promise<ImageSet> {
  const bytes = size * size * channels;
  const pixels = new Uint8Array(files.length * bytes);
  await forEachFile(files.map((file) => fullPath(root, file.path)), async (path, i) => {
    pixels.set(await decodePixels(path, size, channels, "lanczos3"), i * bytes);
  }, onProgress);
  return { files, height: size, width: size, channels, pixels };
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
    const values = await decodePixels(maskPath, size, 1, "nearest");
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
    const rgb = await decodePixels(path, 64, 3, "nearest");
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

/** Size of an image as it is shown, `width×height`, from its header. */
export async function readSize(path: string): Promise<string> {
  const { width, height, autoOrient } = await sharp(path).metadata() as Metadata;
  return `${autoOrient?.width ?? width}×${autoOrient?.height ?? height}`;
}

async function decodePixels(
  path: string,
  size: number,
  channels: Channels,
  kernel: "lanczos3" | "nearest",
): Promise<Uint8Array> {
  const pipeline = sharp(path, { failOn: "truncated" })
    .autoOrient()
    .flatten({ background: "black" })
    .resize(size, size, { fit: "fill", kernel })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" });
  const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) {
    throw new Error(`decoded to ${info.channels} channels instead of ${channels}`);
  }
  return data;
}

/** Runs `body` on all paths, a few at a time, and names the files that failed. */
export async function forEachFile(
  paths: readonly string[],
  body: (path: string, index: number) => Promise<void>,
  onProgress?: DecodeProgress,
): Promise<void> {
  const failures: string[] = [];
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < paths.length) {
      const index = next++;
      try {
        await body(paths[index]!, index);
      } catch (error) {
        failures.push(`${paths[index]}: ${reason(error)}`);
      }
      onProgress?.(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  if (failures.length === 0) return;
  failures.sort();
  const more = failures.length - NAMED_FILES;
  throw new InputError(
    `${failures.length} of ${paths.length} images cannot be used: ` +
      failures.slice(0, NAMED_FILES).join("; ") + (more > 0 ? `; and ${more} more` : ""),
  );
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.split("\n")[0]!.replace(/^(Input file|Input buffer) /, "");
}
