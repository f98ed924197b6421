/**
 * Scores images that are larger than a network's input.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import type { ImageSet, Tiling } from "../../data/images/image_set.ts";
import { InputError } from "../../errors.ts";
import { findRegions, type Region } from "../../metrics/mod.ts";
import { blendedMap } from "./blended_map.ts";
import type { PartialValues, Scoring, ScoringOptions } from "./scored_images.ts";

/**
 * Scores images in tiles, one image at a time: the score is the detector's statistic of the whole
 * blended map. Of each map, the highest value in each cell of a grid of the size of the set's
 * pictures is kept, so that the smallest region stays visible and the highest value is the map's own.
 *
 * @returns The values of one image after the other.
 * @throws {InputError} If an image can no longer be read, or its map is not finite, naming it.
 * @throws {StoppedError} If the signal is aborted.
 */
export async function* scoreTiled(
  detector: Scoring,
  { files, height: side }: ImageSet,
  tiling: Tiling,
  { onProgress, signal, regionsAbove }: ScoringOptions,
): AsyncGenerator<PartialValues, void> {
  const total = files.length;
  const started = performance.now();
  onProgress?.({ phase: "score", done: 0, total });
  for (const [i, { path }] of files.entries()) {
    const image = await tiling.whole(i).catch((error) => {
      const reason = error instanceof Error ? error.message : error;
      throw new InputError(`${path}: ${reason}`, { cause: error });
    });
    const { width, height } = image;
    const map = await blendedMap(detector, image, { tiling, path, signal });
    if (!map.every(Number.isFinite)) {
      throw new InputError(`${path}: the detector's map holds a value that is not finite`);
    }
    const scores = Float32Array.of(await scoreOf(detector, map, { width, height }));
    const cells = highestInCells(map, { width, height }, side);
    const imagesPerSecond = ((i + 1) * 1000) / (performance.now() - started);
    onProgress?.({ phase: "score", done: i + 1, total, imagesPerSecond });
    yield {
      ...{ start: i, count: 1 },
      values: new Map([["scores", scores], ["maps", cells]]),
      ...(regionsAbove !== undefined && {
        regions: [regionsIn(map, cells, { width, height, threshold: regionsAbove })],
      }),
    };
  }
}

/** Most maps are nowhere above the threshold, which their few cells tell. */
function regionsIn(
  map: Float32Array,
  cells: Float32Array,
  options: { width: number; height: number; threshold: number },
): Region[] {
  const none = cells.every((value) => value <= options.threshold);
  return none ? [] : findRegions(map, options);
}

async function scoreOf(
  detector: Scoring,
  map: Float32Array,
  { width, height }: { width: number; height: number },
): Promise<number> {
  const { score } = await readAndDispose(
    tf.tidy(() => ({ score: detector.mapScores!(tf.tensor4d(map, [1, height, width, 1])) })),
  );
  return score[0]!;
}

/**
 * The highest value of a map in each cell of a grid; if the map is smaller than the grid, cells
 * repeat pixels.
 *
 * @param map `[height, width]`.
 * @param side Cells along each side.
 * @returns `[side, side]`.
 *
 * @example
 * ```ts
 * import { highestInCells } from "./score_tiled.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const map = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8); // rows of 4
 * assertEquals([...highestInCells(map, { width: 4, height: 2 }, 2)], [2, 4, 6, 8]);
 * ```
 */
export function highestInCells(
  map: Float32Array,
  { width, height }: { width: number; height: number },
  side: number,
): Float32Array {
  const cells = new Float32Array(side * side).fill(-Infinity);
  const range = (cell: number, length: number) => {
    const from = Math.floor(cell * length / side);
    return [from, Math.max(from + 1, Math.floor((cell + 1) * length / side))] as const;
  };
  for (let row = 0; row < side; row++) {
    const [top, bottom] = range(row, height);
    for (let column = 0; column < side; column++) {
      const [left, right] = range(column, width);
      let highest = -Infinity;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) highest = Math.max(highest, map[y * width + x]!);
      }
      cells[row * side + column] = highest;
    }
  }
  return cells;
}
