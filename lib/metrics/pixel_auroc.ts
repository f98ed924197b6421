/**
 * AUROC over pixels.
 *
 * @module
 */
import { auroc } from "./auroc.ts";
import { type BootstrapOptions, type Interval, percentileInterval } from "./bootstrap.ts";
import { descendingOrder } from "./ranking.ts";
import { checkScores } from "./validation.ts";

/** A bin of several scores holds at most this share of all pixels. */
const BIN_SHARE = 1 / 4096;

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
 * into about 4096 bins of neighbouring scores; pixels of one bin are tied. Unless its scores are
 * equal, a bin holds at most 1/4096 of the pixels, so the AUROC of all images would be off by less
 * than 1/4096 even if each bin were sorted wrongly.
 *
 * @param options.maps Raw pixel scores `[n, h, w]`.
 * @param options.masks 1 = anomalous pixel, `[n, h, w]`.
 * @param options.imageCount n.
 * @throws {InputError} As {@linkcode auroc}.
 * @throws {RangeError} If the pixels are not those of n images of one size.
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
  if (!Number.isInteger(size)) {
    throw new RangeError(`Cannot divide ${maps.length} pixels into ${imageCount} images`);
  }
  const { bins, binCount } = binPixels(maps);
  const histograms = new Uint32Array(imageCount * 2 * binCount); // [n, 2, binCount]
  bins.forEach((bin, pixel) => {
    const image = Math.floor(pixel / size);
    histograms[(image * 2 + masks[pixel]!) * binCount + bin]!++;
  });
  const anomalous = (image: number) => masks.subarray(image * size, (image + 1) * size).includes(1);
  const images = Array.from({ length: imageCount }, (_, image) => image);
  const strata = [images.filter((i) => !anomalous(i)), images.filter(anomalous)];
  const totals = new Float64Array(2 * binCount);
  return percentileInterval(strata, options, (drawn) => {
    totals.fill(0);
    for (const image of drawn) {
      const from = image * totals.length;
      for (let k = 0; k < totals.length; k++) totals[k]! += histograms[from + k]!;
    }
    return binnedAuroc(totals);
  });
}

/** The bin of each pixel; bin 0 holds the highest scores. */
function binPixels(maps: Float32Array): { bins: Uint16Array; binCount: number } {
  const order = descendingOrder(maps);
  const capacity = Math.max(1, Math.floor(order.length * BIN_SHARE));
  const bins = new Uint16Array(order.length);
  let [bin, filled] = [0, 0];
  for (let start = 0; start < order.length;) {
    // Equal scores stay in one bin, or their order would count. Where there are many of them they
    // have it to themselves, or they would be tied with scores that differ.
    let end = start + 1;
    while (end < order.length && maps[order[end]!] === maps[order[start]!]) end++;
    if (filled > 0 && filled + end - start > capacity) [bin, filled] = [bin + 1, 0];
    for (let rank = start; rank < end; rank++) bins[order[rank]!] = bin;
    filled += end - start;
    start = end;
  }
  return { bins, binCount: bin + 1 };
}

/** AUROC of counts `[2, binCount]` by class and bin, highest bin first; pixels of a bin are tied. */
function binnedAuroc(counts: Float64Array): number {
  let [above, normal, pairs] = [0, 0, 0];
  const binCount = counts.length / 2;
  for (let bin = 0; bin < binCount; bin++) {
    const [tiedNormal, tiedAnomalous] = [counts[bin]!, counts[binCount + bin]!];
    pairs += tiedNormal * (above + tiedAnomalous / 2);
    above += tiedAnomalous;
    normal += tiedNormal;
  }
  return pairs / (above * normal);
}
