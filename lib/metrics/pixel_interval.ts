/**
 * Bootstrap interval of the pixel AUROC.
 *
 * @module
 */
import { type BootstrapOptions, type Interval, percentileInterval } from "./bootstrap.ts";
import type { RankedPixels } from "./ranked_pixels.ts";

/** A bin of several scores holds at most this share of all pixels. */
const BIN_SHARE = 1 / 4096;

/**
 * Bootstrap interval of the pixel AUROC: whole images are drawn, those with and those without
 * anomalous pixels apart, since pixels of one image are not independent.
 *
 * Sorting millions of pixels for each replicate would take minutes, so each image is counted once
 * into about 4096 bins of neighbouring scores; pixels of one bin are tied. Unless its scores are
 * equal, a bin holds at most 1/4096 of the pixels, so the AUROC of all images would be off by less
 * than 1/4096 even if each bin were sorted wrongly.
 *
 * @param pixels Pixels of several images.
 */
export function pixelAurocInterval(pixels: RankedPixels, options: BootstrapOptions = {}): Interval {
  const { masks, imageCount, height, width } = pixels;
  const size = height * width;
  const { bins, binCount } = binPixels(pixels);
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
function binPixels(
  { order, counts: { thresholds, anomalous, normal } }: RankedPixels,
): { bins: Uint16Array; binCount: number } {
  const capacity = Math.max(1, Math.floor(order.length * BIN_SHARE));
  const bins = new Uint16Array(order.length);
  let [bin, filled, start] = [0, 0, 0];
  for (let k = 0; k < thresholds.length; k++) {
    // Equal scores stay in one bin, or their order would count. Where there are many of them they
    // have it to themselves, or they would be tied with scores that differ.
    const end = anomalous[k]! + normal[k]!;
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
