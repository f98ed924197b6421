/**
 * SPADE's map: the distances from an image's positions to those of its nearest normal images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Crop } from "../../detector/contract/detector.ts";
import { extendMap } from "../../detector/define/crop.ts";
import type { ImageFeatures } from "../../detector/features/extractor.ts";
import { smooth } from "../../nn/losses/error_maps.ts";
import { sumOf } from "../../nn/ops/sum.ts";
import { galleryRows, NearestRows } from "./nearest_rows.ts";

/** Options for turning distances into a map. */
export interface MapOptions {
  /** κ, the number of nearest positions whose mean distance is taken. */
  readonly count: number;
  /** In pixels of the crop. */
  readonly sigma: number;
  readonly crop: Crop;
}

/**
 * Compares each position of an image with all positions of other images, stage by stage.
 *
 * The maps of distances are resized to the crop (bilinear, corners not aligned), averaged over stages,
 * smoothed and extended to the whole image.
 *
 * Both sides are taken relative to the image's own mean: distances stay the same, and vectors become
 * shorter, so less is lost to rounding (see {@linkcode NearestRows}).
 *
 * @param image Its maps and their means, by stage.
 * @param neighbours Maps of the others; each is asked for once.
 * @returns `[1, size, size, 1]`.
 */
export async function anomalyMap(
  { maps, means }: Pick<ImageFeatures, "maps"> & {
    readonly means: Readonly<Record<string, Float32Array>>;
  },
  neighbours: AsyncIterable<ImageFeatures["maps"]>,
  { count, sigma, crop }: MapOptions,
): Promise<tf.Tensor4D> {
  const rowsOf = (stage: string, map: Float32Array) => {
    const mean = means[stage]!;
    const rows = tf.tensor2d(map, [map.length / mean.length, mean.length]);
    return tf.sub(rows, tf.tensor1d(mean)) as tf.Tensor2D;
  };
  const searches = Object.entries(maps).map(([stage, map]) => ({
    stage,
    search: searchFor(() => rowsOf(stage, map), count),
  }));
  try {
    for await (const neighbour of neighbours) {
      for (const { stage, search } of searches) {
        tf.tidy(() => search.add(galleryRows(rowsOf(stage, neighbour[stage]!))));
      }
    }
    return tf.tidy(() => {
      const resized = searches.map(({ search }) => {
        const distances = search.distances();
        const side = Math.round(Math.sqrt(distances.size));
        const map = distances.reshape([1, side, side, 1]) as tf.Tensor4D;
        return tf.image.resizeBilinear(map, [crop.side, crop.side], false, true);
      });
      const mean = tf.div(sumOf(resized), resized.length) as tf.Tensor4D;
      return extendMap(smooth(mean, sigma), crop);
    });
  } finally {
    for (const { search } of searches) search[Symbol.dispose]();
  }
}

/** Makes a search that outlives the rows it is made from. */
function searchFor(rows: () => tf.Tensor2D, count: number): NearestRows {
  let search: NearestRows | undefined;
  tf.tidy(() => {
    search = new NearestRows(rows(), count);
  });
  return search!;
}
