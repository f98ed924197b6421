/**
 * The form that every dataset takes: lists of image files and their pixels.
 *
 * @module
 */
import type { TileConfig } from "./tiles.ts";

/** One image of a dataset. */
export interface ImageFile {
  /** Path relative to the dataset's root, with forward slashes: `test/broken_large/000.png`. */
  readonly path: string;
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Folder name of the image's kind: `good`, `broken_large`, … */
  readonly type: string;
  /** Path of the ground-truth mask relative to the root, if there is one; several are joined. */
  readonly mask?: string | readonly string[];
}

/** The masks of an image, none, one or several. */
export function masksOf({ mask = [] }: Pick<ImageFile, "mask">): readonly string[] {
  return typeof mask === "string" ? [mask] : mask;
}

/** Number of colour channels of a decoded image: gray or RGB. */
export type Channels = 1 | 3;

/** How images are resized, with an antialiasing filter of this shape: `bilinear` is the triangle. */
export const RESIZE_FILTERS = ["lanczos3", "bilinear"] as const;

/** See {@linkcode RESIZE_FILTERS}. */
export type ResizeFilter = typeof RESIZE_FILTERS[number];

/** An image at the size of its file, upright, 8 bits per channel. */
export interface WholeImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** `[height, width, channels]`. */
  readonly pixels: Uint8Array;
}

/** How images that are larger than a network's input are scored: tile by tile. */
export interface Tiling extends Pick<TileConfig, "size" | "overlap"> {
  /** Height and width of the network's input in pixels, to which tiles are resized. */
  readonly imageSize: number;
  /** How tiles are resized. Default `lanczos3`. */
  readonly resize?: ResizeFilter;
  /** Decodes one image at its own size. */
  readonly whole: (index: number) => Promise<WholeImage>;
}

/** Images of one size, 8 bits per channel, in memory or decoded when they are read. */
export interface ImageSet {
  /** Where each image came from; its place in this list is the image's index. */
  readonly files: readonly ImageFile[];
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /**
   * Reads the images at `indices`, in this order; an index may occur more than once.
   *
   * @returns Pixels `[indices.length, height, width, channels]`, row-major, 0 … 255. They belong to
   * the caller.
   * @throws {RangeError} If an index is outside the set.
   * @throws {InputError} Naming files that can no longer be used.
   */
  read(indices: readonly number[]): Promise<Uint8Array>;
  /** Set if not all images fit into memory, so that a pass over the set decodes files again. */
  readonly streamed?: true;
  /**
   * Set if images are scored in tiles, at their own size; `read` then returns them small, for
   * pictures.
   */
  readonly tiling?: Tiling;
}

/**
 * Reads the images at `indices` as one batch.
 *
 * `x = pixel / 127.5 − 1`
 *
 * @param set Images.
 * @param indices Which images, in this order.
 * @returns Float32 values `[indices.length, height, width, channels]` in [−1, 1].
 * @throws {RangeError} If an index is outside the set.
 * @throws {InputError} Naming files that can no longer be used.
 *
 * @example
 * ```ts
 * import { toBatch } from "./image_set.ts";
 * import { memoryImages } from "./memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = new Uint8Array([0, 255]);
 * const set = memoryImages({ files: [file, file], height: 1, width: 1, channels: 1, pixels });
 * assertEquals(await toBatch(set, [1, 0]), new Float32Array([1, -1]));
 * ```
 */
export async function toBatch(set: ImageSet, indices: readonly number[]): Promise<Float32Array> {
  return scalePixels(await set.read(indices));
}

/** Pixels 0 … 255 as float32 in [−1, 1]: `x = pixel / 127.5 − 1`. */
export function scalePixels(pixels: Uint8Array): Float32Array {
  const values = new Float32Array(pixels.length);
  for (let k = 0; k < values.length; k++) values[k] = pixels[k]! / 127.5 - 1;
  return values;
}

/**
 * Some images of a set as a separate set; they are read from the original, none is copied.
 *
 * @throws {RangeError} If an index is outside the set.
 */
export function subset(set: ImageSet, indices: readonly number[]): ImageSet {
  requireIndices(set.files.length, indices);
  return {
    files: indices.map((index) => set.files[index]!),
    height: set.height,
    width: set.width,
    channels: set.channels,
    read: async (wanted) => {
      requireIndices(indices.length, wanted);
      return await set.read(wanted.map((index) => indices[index]!));
    },
    ...(set.streamed && { streamed: true }),
    ...(set.tiling &&
      { tiling: { ...set.tiling, whole: (index) => set.tiling!.whole(indices[index]!) } }),
  };
}

/**
 * Refuses indices outside a set of `count` images.
 *
 * @throws {RangeError} Naming the first of them.
 */
export function requireIndices(count: number, indices: readonly number[]): void {
  for (const index of indices) {
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new RangeError(`Cannot take image ${index} of a set of ${count}`);
    }
  }
}
