/**
 * AUROC over pixels.
 *
 * @module
 */
import { auroc } from "./auroc.ts";
import { type BootstrapOptions, type Interval, percentileInterval } from "./bootstrap.ts";
import { descendingOrder } from "./ranking.ts";
import { checkScores } from "./validation.ts";

/** Quantile bins of the pooled pixel scores in which replicates are counted. */
const BINS = 4096;

/**
 * AUROC of all pixels of all images together.
 *
 * Source: MVTec AD (Bergmann et al., CVPR 2019), localisation.
 *
 * @param maps Raw pixel scores `[n, h, w]`.
 * @param masks 1 = anomalous pixel, 0 = normal, `[n, h, w]`.
 * @throws {InputError} As {@linkcode auroc}.
 */
export function pixelAuroc(maps: Float32Array, masks: Uint8Array): number {
  return auroc(maps, masks);
}

/**
 * Bootstrap interval of the pixel AUROC: whole images are drawn, those with and those without
 * anomalous pixels apart, since pixels of one image are not independent.
 *
 * Sorting millions of pixels for each replicate would take minutes, so each image is counted once
 * into 4096 bins between quantiles of all scores; pixels of one bin are tied. A bin holds 1/4096 of
 * the pixels, so a replicate's value is off by less than 1/4096 even if each bin were sorted wrongly.
 *
 * @param options.maps Raw pixel scores `[n, h, w]`.
 * @param options.masks 1 = anomalous pixel, `[n, h, w]`.
 * @param options.imageCount n.
 */
export function pixelAurocInterval(
  { maps, masks, imageCount, ...options }: {
    maps: Float32Array;
    masks: Uint8Array;
    imageCount: number;
  } & BootstrapOptions,
): Interval {
  checkScores("pixel AUROC", maps, masks);
  const size = maps.length / imageCount;
  const histograms = countByImage(maps, masks, size, imageCount);
  const anomalous = (image: number) => masks.subarray(image * size, (image + 1) * size).includes(1);
  const images = Array.from({ length: imageCount }, (_, image) => image);
  const strata = [images.filter((i) => !anomalous(i)), images.filter(anomalous)];
  const totals = new Float64Array(2 * BINS);
  return percentileInterval(strata, options, (drawn) => {
    totals.fill(0);
    for (const image of drawn) {
      const from = image * 2 * BINS;
      for (let k = 0; k < 2 * BINS; k++) totals[k]! += histograms[from + k]!;
    }
    return binnedAuroc(totals);
  });
}

/** Pixels by image, class and bin, `[n, 2, BINS]`; bin 0 holds the highest scores. */
function countByImage(
  maps: Float32Array,
  masks: Uint8Array,
  size: number,
  imageCount: number,
): Uint32Array {
  const histograms = new Uint32Array(imageCount * 2 * BINS);
  const order = descendingOrder(maps);
  let bin = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const pixel = order[rank]!;
    // Equal scores stay in one bin, or their order would count.
    if (rank > 0 && maps[pixel] !== maps[order[rank - 1]!]) {
      bin = Math.floor((rank * BINS) / order.length);
    }
    const image = Math.floor(pixel / size);
    histograms[(image * 2 + masks[pixel]!) * BINS + bin]!++;
  }
  return histograms;
}

/** AUROC of counts `[2, BINS]` by class and bin, highest bin first; pixels of a bin are tied. */
function binnedAuroc(counts: Float64Array): number {
  let [above, normal, pairs] = [0, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const [tiedNormal, tiedAnomalous] = [counts[bin]!, counts[BINS + bin]!];
    pairs += tiedNormal * (above + tiedAnomalous / 2);
    above += tiedAnomalous;
    normal += tiedNormal;
  }
  return pairs / (above * normal);
}
