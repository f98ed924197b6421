/**
 * Sets of images that are cut into tiles: to train on tiles, and to score whole images.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { Random, STREAM } from "../../random.ts";
import type { DecodeImagesOptions } from "../decode/decode.ts";
import { decodeWhole, readSize } from "../decode/decode_file.ts";
import { forEachFile } from "../decode/for_each_file.ts";
import { cutSquare, requireTile } from "../decode/whole_image.ts";
import type { ImageFile, ImageSet } from "../images/image_set.ts";
import { memoryImages } from "../images/memory_images.ts";
import { countTiles, type TileConfig } from "../images/tiles.ts";
import type { ImageSource } from "./dataset.ts";

/** Height and width at which pictures show an image that is scored in tiles, in pixels. */
export const OVERVIEW_SIZE = 256;

/** How images that are cut into tiles are decoded. */
export interface TiledDecodeOptions extends Omit<DecodeImagesOptions, "size" | "memory"> {
  readonly tile: TileConfig;
  /** Height and width of the network's input in pixels. */
  readonly imageSize: number;
  /** Bytes of decoded images that may stay in memory. Default: no limit. */
  readonly memory?: number;
}

/**
 * Draws tiles to train on: `perImage` of each image, at places that follow from the seed. One image at
 * a time is decoded; its tiles stay in memory.
 *
 * @param seed Decides the places.
 * @throws {InputError} If an image cannot be used, or the tiles need more memory than is allowed.
 */
export async function drawTiles(
  source: ImageSource,
  files: readonly ImageFile[],
  { tile, imageSize, channels, resize, valueRange, memory = Infinity, onProgress, signal }:
    TiledDecodeOptions,
  seed: number,
): Promise<ImageSet> {
  const pathOf = openable(source);
  const bytes = imageSize * imageSize * channels;
  const count = files.length * tile.perImage;
  if (count * bytes > memory) {
    throw new InputError(
      `--tile: ${count} tiles to train on need ${megabytes(count * bytes)} MB, of ` +
        `${megabytes(memory)} that may be used: lower tile.perImage (${tile.perImage}, --config) ` +
        "or raise --memory",
    );
  }
  const random = new Random(seed, STREAM.tiles);
  const places = Array.from({ length: count }, () => [random.uniform(), random.uniform()] as const);
  const pixels = new Uint8Array(count * bytes);
  await forEachFile(files.map(pathOf), async (path, i) => {
    const image = await decodeWhole(path, { channels, range: valueRange });
    requireTile(image, tile.size);
    for (let k = i * tile.perImage; k < (i + 1) * tile.perImage; k++) {
      const [x, y] = [image.width, image.height].map((side, axis) =>
        Math.floor(places[k]![axis]! * (side - tile.size + 1))
      ) as [number, number];
      const cut = await cutSquare(image, { x, y, side: tile.size }, imageSize, resize);
      pixels.set(cut, k * bytes);
    }
  }, { onProgress, signal, parallel: 1 });
  return memoryImages({
    files: files.flatMap((file) => Array.from({ length: tile.perImage }, () => file)),
    height: imageSize,
    width: imageSize,
    channels,
    pixels,
  });
}

/**
 * Images that are scored whole, tile by tile; `read` returns them small, for pictures.
 *
 * @param options.checked Whether every image is decoded right away, to see whether it can be. Default
 * true.
 * @throws {InputError} Naming images that cannot be used.
 */
export async function tiledImages(
  source: ImageSource,
  files: readonly ImageFile[],
  { checked = true, ...options }: TiledDecodeOptions & { readonly checked?: boolean },
): Promise<ImageSet> {
  const { tile, imageSize, channels, resize, valueRange, memory, onProgress, signal } = options;
  const paths = files.map(openable(source));
  const decode = (some: readonly ImageFile[], stop?: AbortSignal) =>
    source.decode(some, {
      ...{ size: OVERVIEW_SIZE, channels, resize, valueRange, memory, onProgress },
      signal: stop,
    });
  if (checked) {
    const check = async (path: string) => requireTile(await sizeOf(path), tile.size);
    await forEachFile(paths, check, { signal });
  }
  const overview = checked ? await decode(files, signal) : undefined;
  return {
    files,
    height: OVERVIEW_SIZE,
    width: OVERVIEW_SIZE,
    channels,
    read: async (indices) => {
      if (overview) return await overview.read(indices);
      const some = await decode(indices.map((index) => files[index]!));
      return await some.read(indices.map((_, k) => k));
    },
    tiling: {
      ...tile,
      imageSize,
      resize,
      whole: (index) => decodeWhole(paths[index]!, { channels, range: valueRange }),
    },
  };
}

/**
 * How many tiles cover each image, by the headers of the files.
 *
 * @throws {InputError} Naming those that are smaller than a tile, or cannot be read.
 */
export async function tileCounts(
  source: ImageSource,
  files: readonly ImageFile[],
  tile: Pick<TileConfig, "size" | "overlap">,
): Promise<number[]> {
  const counts = new Array<number>(files.length);
  await forEachFile(files.map(openable(source)), async (path, i) => {
    const size = await sizeOf(path);
    requireTile(size, tile.size);
    counts[i] = countTiles(size, tile);
  });
  return counts;
}

async function sizeOf(path: string): Promise<{ width: number; height: number }> {
  const [width, height] = (await readSize(path)).split("×").map(Number);
  return { width: width!, height: height! };
}

function openable(source: ImageSource): (file: ImageFile) => string {
  const { file } = source;
  if (file) return ({ path }) => file(path);
  throw new InputError("--tile: only images in files of their own are cut; leave the option out");
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
