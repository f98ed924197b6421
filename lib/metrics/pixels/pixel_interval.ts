/**
 * Bootstrap interval of the pixel AUROC.
 *
 * @module
 */
import {
  type BootstrapOptions,
  DEFAULT_REPLICATES,
  type Interval,
  percentileInterval,
} from "../images/bootstrap.ts";
import { type BinnedImage, pairCounter } from "../images/drawn_pairs.ts";
import type { RankedPixels } from "./ranked_pixels.ts";

/** A bin of several scores holds at most this share of all pixels. */
const BIN_SHARE = 1 / 4096;

/**
 * Bootstrap interval of the pixel AUROC: whole images are drawn, since pixels of one image are not
 * independent; those with and those without anomalous pixels are drawn separately.
 *
 * Sorting millions of pixels for each replicate would take minutes, so each image is counted once
 * into about 4096 bins of neighbouring scores; pixels of one bin are tied. Unless its scores are
 * equal, a bin holds at most 1/4096 of the pixels, so the AUROC of all images would be off by less
 * than 1/4096 even if each bin were sorted wrongly.
 *
 * The AUROC is a share of pairs. The pairs of a replicate are the sum of those between the images
 * that were drawn, see `pairCounter`.
 *
 * @param pixels Pixels of several images.
 */
export function pixelAurocInterval(pixels: RankedPixels, options: BootstrapOptions = {}): Interval {
  const images = countImages(pixels);
  const all = images.map((_, image) => image);
  const isAnomalous = (image: number) => images[image]!.counts.anomalous > 0;
  const strata = [all.filter((image) => !isAnomalous(image)), all.filter(isAnomalous)];
  const { replicates = DEFAULT_REPLICATES } = options;
  const countPairs = pairCounter(images, replicates);
  const times = new Uint32Array(images.length);
  return percentileInterval(strata, options, (drawn) => {
    times.fill(0);
    for (const image of drawn) times[image]!++;
    let [normal, anomalous] = [0, 0];
    images.forEach(({ counts }, image) => {
      normal += times[image]! * counts.normal;
      anomalous += times[image]! * counts.anomalous;
    });
    return countPairs(times) / (anomalous * normal);
  });
}

/** One image's pixels of either kind, in total and by bin. */
interface ImageCounts extends BinnedImage {
  readonly counts: { readonly normal: number; readonly anomalous: number };
}

function countImages(pixels: RankedPixels): ImageCounts[] {
  const { masks, imageCount, height, width } = pixels;
  const size = height * width;
  const { bins, binCount } = binPixels(pixels);
  return Array.from({ length: imageCount }, (_, image) => {
    const [normal, anomalous] = [new Uint32Array(binCount), new Uint32Array(binCount)];
    const counts = { normal: 0, anomalous: 0 };
    for (let pixel = image * size; pixel < (image + 1) * size; pixel++) {
      if (masks[pixel]) anomalous[bins[pixel]!]!++;
      else normal[bins[pixel]!]!++;
      counts[masks[pixel] ? "anomalous" : "normal"]++;
    }
    return { counts, normal, anomalous };
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
    // Equal scores stay in one bin, or their order would count. Many of them get a bin to themselves,
    // or they would be tied with scores that differ.
    const end = anomalous[k]! + normal[k]!;
    if (filled > 0 && filled + end - start > capacity) [bin, filled] = [bin + 1, 0];
    for (let rank = start; rank < end; rank++) bins[order[rank]!] = bin;
    filled += end - start;
    start = end;
  }
  return { bins, binCount: bin + 1 };
}
