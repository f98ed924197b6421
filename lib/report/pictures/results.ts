/**
 * The input of pictures: a set of images with a detector's results on it.
 *
 * @module
 */
import type { ImageFile, ImageSet } from "../../data/images/image_set.ts";
import type { Region } from "../../metrics/mod.ts";
import type { ColourRange } from "../figure/colormap.ts";
import type { PanelContent } from "./panel.ts";

/** Results of a detector on a set of images, in the order of the set. */
export interface ImageResults {
  /** The images. */
  readonly set: ImageSet;
  /** `[n]` raw scores, larger = more anomalous. */
  readonly scores: Float32Array;
  /** `[n, h, w]` raw per-pixel scores, where the method has maps. */
  readonly maps?: Float32Array;
  /**
   * Where the map and the reconstruction of an image are in `maps` and `reconstructions`, by its
   * index, if only those of some images were kept. Default: at its index.
   */
  readonly places?: ReadonlyMap<number, number>;
  /** The colour range of the maps of all images. Default: that of `maps`. */
  readonly range?: ColourRange;
  /** Whether scores and maps are calibrated, in standard deviations. Default: false. */
  readonly calibrated?: boolean;
  /** `[n, h, w, c]` in [−1, 1], where the method reconstructs. */
  readonly reconstructions?: Float32Array;
  /** 1 = anomalous pixel, `[n, h, w]`, where there is ground truth. */
  readonly masks?: Uint8Array;
  /** Regions where the maps are above this value are outlined. */
  readonly pixelThreshold?: number;
  /** The regions in pixels of the files, where they were found in maps that were not kept. */
  readonly regions?: readonly (readonly Region[])[];
  /** 0 = normal, 1 = anomalous, undefined = not known. Default: the labels of `set.files`. */
  readonly labels?: readonly (0 | 1 | undefined)[];
}

/** Results with everything that a panel shows. */
export type PanelResults = ImageResults & Required<Pick<ImageResults, "maps">>;

/** Whether the method has maps. */
export function hasPanels(results: ImageResults): results is PanelResults {
  return results.maps !== undefined;
}

/** Titles of the tiles of a panel. A map without a reconstruction is not called an error map. */
export function panelTitles({ reconstructions, masks, calibrated }: PanelResults): string[] {
  const map = `${reconstructions ? "error" : "anomaly"} map${calibrated ? " in sd" : ""}`;
  const titles = reconstructions ? ["input", "reconstruction", map] : ["input", map];
  return masks ? [...titles, "ground truth"] : titles;
}

/** Indices of the images, the most anomalous first; equal scores keep the order of the set. */
export function ranking(scores: Float32Array): number[] {
  return Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** The rank of each image: 1 is the most anomalous. */
export function ranksOf(scores: Float32Array): number[] {
  const ranks = new Array<number>(scores.length);
  ranking(scores).forEach((index, rank) => ranks[index] = rank + 1);
  return ranks;
}

/** The first and the last `count` of a ranking; all of it where it is shorter. */
export function bothEnds(order: readonly number[], count: number): number[] {
  return order.length <= 2 * count
    ? [...order]
    : [...order.slice(0, count), ...order.slice(order.length - count)];
}

/** Describes an image's label in words. */
export function truthOf(results: ImageResults, index: number): string {
  const label = labelOf(results, index);
  if (label === undefined) return "not labelled";
  const { type } = results.set.files[index]!;
  return label === 0 ? "normal" : `anomalous (${type})`;
}

/** 0 = normal, 1 = anomalous, undefined = not known. */
export function labelOf(
  { labels, set }: ImageResults,
  index: number,
): ImageFile["label"] | undefined {
  return labels ? labels[index] : set.files[index]!.label;
}

/**
 * Collects the contents of one image's panel.
 *
 * @throws {RangeError} If its map was not kept.
 */
export async function panelContent(
  { set, maps, places, reconstructions, masks, pixelThreshold }: PanelResults,
  index: number,
): Promise<PanelContent> {
  const { height: size, channels } = set;
  const pixels = size * size;
  const place = places ? places.get(index) : index;
  if (place === undefined) throw new RangeError(`The map of image ${index} was not kept`);
  const part = <T extends Uint8Array | Float32Array>(values: T, length: number, at = place) =>
    values.subarray(at * length, (at + 1) * length) as T;
  return {
    size,
    channels,
    input: await set.read([index]),
    reconstruction: reconstructions && part(reconstructions, pixels * channels),
    map: part(maps, pixels),
    mask: masks && part(masks, pixels, index),
    threshold: pixelThreshold,
  };
}

/** Formats a pixel's score with two digits, to fit in the margin beside a colour scale. */
export function formatMapValue(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) < 1e-3) return value.toExponential(1);
  const short = value.toPrecision(2);
  return short.includes("e") ? `${Number(short)}` : short;
}
