/**
 * The map of an image that is larger than a network's input: those of its tiles, blended.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { cutSquare } from "../../data/decode/whole_image.ts";
import type { ImageSet, Tiling, WholeImage } from "../../data/images/image_set.ts";
import { tileStarts, tileWindows } from "../../data/images/tiles.ts";
import { batchResults } from "../../train/batch_results.ts";
import { scoreBatch } from "../contract/score_batch.ts";
import type { Scoring } from "./scored_images.ts";

/**
 * Scores an image tile by tile. The value at a pixel is the mean over the tiles that it is in,
 * weighted by {@linkcode tileWindows}: that of a single tile if there is only one, and without a seam
 * where they overlap.
 *
 * @returns `[height, width]` of the image.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function blendedMap(
  detector: Scoring,
  image: WholeImage,
  { tiling, path, signal }: { tiling: Tiling; path: string; signal?: AbortSignal },
): Promise<Float32Array> {
  const { width, height } = image;
  const { size } = tiling;
  const [xs, ys] = [tileStarts(width, tiling), tileStarts(height, tiling)];
  const across = tileWindows(xs, width, tiling);
  const down = tileWindows(ys, height, tiling);
  const map = new Float32Array(width * height);
  const add = (tile: Float32Array, k: number) => {
    const [column, row] = [k % xs.length, Math.floor(k / xs.length)];
    const [weights, rows] = [across[column]!, down[row]!];
    for (let i = 0; i < size; i++) {
      const [from, to] = [i * size, (ys[row]! + i) * width + xs[column]!];
      for (let j = 0; j < size; j++) map[to + j]! += rows[i]! * weights[j]! * tile[from + j]!;
    }
  };
  const compute = (images: tf.Tensor4D) =>
    scoreBatch(detector, images, ({ maps }) => ({ maps: enlarged(maps!, size) }));
  const tiles = tilesOf(image, tiling, { xs, ys, path });
  const batches = batchResults(tiles, compute, {
    activity: `scoring tiles of ${path}`,
    batchSize: detector.scoredTogether,
    signal,
  });
  for await (const { start, count, values } of batches) {
    const maps = values.get("maps")!;
    for (let k = 0; k < count; k++) {
      add(maps.subarray(k * size ** 2, (k + 1) * size ** 2), start + k);
    }
  }
  return map;
}

function enlarged(maps: tf.Tensor4D, size: number): tf.Tensor4D {
  return maps.shape[1] === size ? maps : tf.image.resizeBilinear(maps, [size, size], false, true);
}

/** The tiles of an image, row by row, which are cut when they are read. */
function tilesOf(
  image: WholeImage,
  { size, imageSize, resize }: Tiling,
  { xs, ys, path }: { xs: readonly number[]; ys: readonly number[]; path: string },
): ImageSet {
  const bytes = imageSize ** 2 * image.channels;
  return {
    files: ys.flatMap(() => xs.map(() => ({ path, label: 0, type: "" }) as const)),
    height: imageSize,
    width: imageSize,
    channels: image.channels,
    read: async (indices) => {
      const pixels = new Uint8Array(indices.length * bytes);
      for (const [i, k] of indices.entries()) {
        const [x, y] = [xs[k % xs.length]!, ys[Math.floor(k / xs.length)]!];
        pixels.set(await cutSquare(image, { x, y, side: size }, imageSize, resize), i * bytes);
      }
      return pixels;
    },
  };
}
