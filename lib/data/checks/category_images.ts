/**
 * A dataset's images, ready to train and test on.
 *
 * @module
 */
import type { Dataset, ImageSource } from "../datasets/dataset.ts";
import { drawTiles, OVERVIEW_SIZE, tiledImages } from "../datasets/tile_images.ts";
import { defaultImageMemory } from "../decode/decode.ts";
import type { DecodeProgress } from "../decode/for_each_file.ts";
import type { ValueRange } from "../decode/value_range.ts";
import type { Channels, ImageSet, ResizeFilter } from "../images/image_set.ts";
import type { TileConfig } from "../images/tiles.ts";
import { pixelWarnings } from "./pixel_warnings.ts";

/** Images of one dataset. */
export interface CategoryImages {
  /** The listing that they were decoded from. */
  readonly category: Dataset;
  /** Normal images to train on, or tiles of them if images are cut. */
  readonly train: ImageSet;
  /** The images that the tiles were cut out of. */
  readonly wholeTrain?: ImageSet;
  /** Normal and anomalous images. */
  readonly test: ImageSet;
  /**
   * 1 = anomalous pixel, `[test images, size, size]` at the size of `test`; absent without ground
   * truth.
   */
  readonly masks?: Uint8Array;
  /** Normal images set aside for thresholds, if there are any. */
  readonly heldOut?: ImageSet;
  /** Warnings about images and masks, one line each. */
  readonly warnings?: readonly string[];
}

/**
 * Decodes a dataset at the size and with the channels that a detector expects.
 *
 * @param category From `openDataset` or `loadCategory`.
 * @param options.imageSize Height and width in pixels.
 * @param options.channels 1 = gray, 3 = RGB.
 * @param options.resize How images of another size are resized. Default `lanczos3`.
 * @param options.valueRange The values that are black and white in images with more than 8 bits.
 * Default: found from the training images.
 * @param options.tile How images are cut into tiles, if they are.
 * @param options.seed Decides which tiles are trained on. Default 0.
 * @param options.memory Bytes of decoded images that may stay in memory, training images first; the
 * others are decoded again whenever they are read. Default: `defaultImageMemory`.
 * @param options.signal Stops before the next file.
 * @throws {InputError} Naming the files that cannot be used.
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { decodeCategory } from "./category_images.ts";
 * import { loadCategory } from "../datasets/mvtec.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * const { train, masks } = await decodeCategory(category, { imageSize: 32, channels: 3 });
 * assertEquals([train.files.length, masks?.length], [209, 83 * 32 * 32]);
 * ```
 */
export async function decodeCategory(
  category: Dataset,
  { imageSize, channels, resize, valueRange, tile, seed = 0, ...rest }: {
    imageSize: number;
    channels: Channels;
    resize?: ResizeFilter;
    valueRange?: ValueRange;
    tile?: TileConfig;
    seed?: number;
    memory?: number;
    onProgress?: DecodeProgress;
    signal?: AbortSignal;
  },
): Promise<CategoryImages> {
  const { source, train, test, heldOut = [] } = category;
  const { memory = defaultImageMemory(), onProgress, signal } = rest;
  valueRange ??= await source.valueRange?.(train);
  const total = train.length + test.length + heldOut.length;
  const progressFrom = (start: number) => (done: number) => onProgress?.(start + done, total);
  const size = tile ? OVERVIEW_SIZE : imageSize;
  const options = { channels, resize, valueRange, signal };
  const decode: ImageSource["decode"] = (files, more) =>
    tile ? tiledImages(source, files, { ...more, tile, imageSize }) : source.decode(files, more);
  const first = { ...options, memory, onProgress: progressFrom(0) };
  const trained = tile
    ? await drawTiles(source, train, { ...first, tile, imageSize }, seed)
    : await decode(train, { ...first, size });
  const sizeOf = (set: Pick<ImageSet, "files" | "height">) =>
    set.files.length * set.height ** 2 * channels;
  const left = Math.max(0, memory - sizeOf(trained));
  const sets = {
    train: trained,
    ...(tile && {
      wholeTrain: await tiledImages(source, train, { ...options, tile, imageSize, checked: false }),
    }),
    test: await decode(test, {
      ...options,
      size,
      memory: left,
      onProgress: progressFrom(train.length),
    }),
    ...(heldOut.length > 0 && {
      heldOut: await decode(heldOut, {
        ...options,
        size,
        memory: Math.max(0, left - sizeOf({ files: test, height: size })),
        onProgress: progressFrom(train.length + test.length),
      }),
    }),
  };
  const masked = test.some((file) => file.mask);
  const masks = masked ? await source.masks(test, size) : undefined;
  const seen = await pixelWarnings(category, sets, { channels, valueRange });
  return {
    category,
    ...sets,
    masks: masks?.pixels,
    warnings: [...seen, ...masks?.warnings ?? []],
  };
}
