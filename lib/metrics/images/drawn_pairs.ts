/**
 * Ordered pairs of pixels in images that are drawn several times.
 *
 * @module
 */

/** One image's pixels of either kind by bin; bin 0 holds the highest scores. */
export interface BinnedImage {
  readonly normal: Uint32Array;
  readonly anomalous: Uint32Array;
}

/**
 * Counts the pairs of a normal pixel and a higher anomalous one, a tied pair half, over all images
 * that were drawn.
 *
 * @param times How often each image was drawn.
 */
export type PairCounter = (times: Uint32Array) => number;

/**
 * Makes the counter that takes fewer operations for a number of draws: {@linkcode pairsOfImages} up to
 * some thousand images, {@linkcode pairsOfSums} above. Their counts are the same bits below 2^52 pairs,
 * where multiples of one half are exact.
 *
 * @param draws How often the counter will be called.
 */
export function pairCounter(images: readonly BinnedImage[], draws: number): PairCounter {
  const bins = images[0]?.normal.length ?? 0;
  const anomalous = images.filter(hasAnomalous).length;
  const byImages = anomalous * images.length * (bins + draws);
  const bySums = draws * (images.length + anomalous) * bins;
  return byImages <= bySums ? pairsOfImages(images) : pairsOfSums(images);
}

/**
 * Counts the pairs between each two images once; a draw adds them up. Takes time and memory in
 * proportion to anomalous images × images.
 *
 * @example
 * ```ts
 * import { pairsOfImages, pairsOfSums } from "./drawn_pairs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const images = [
 *   { normal: Uint32Array.of(0, 3), anomalous: Uint32Array.of(1, 0) },
 *   { normal: Uint32Array.of(1, 2), anomalous: Uint32Array.of(0, 0) },
 * ];
 * const times = Uint32Array.of(2, 1);
 * // Two anomalous pixels, each above 3 · 2 + 2 normal ones and tied with one.
 * assertEquals(pairsOfImages(images)(times), 2 * (8 + 0.5));
 * assertEquals(pairsOfSums(images)(times), 17);
 * ```
 */
export function pairsOfImages(images: readonly BinnedImage[]): PairCounter {
  const rows = images.flatMap((image, i) => hasAnomalous(image) ? [i] : []);
  // [anomalous image, image]
  const pairs = rows.map((row) =>
    images.map(({ normal }) => pairsBetween(normal, images[row]!.anomalous))
  );
  return (times) => {
    let ordered = 0;
    rows.forEach((image, row) => {
      if (times[image] === 0) return;
      let sum = 0;
      for (let i = 0; i < times.length; i++) sum += times[i]! * pairs[row]![i]!;
      ordered += times[image]! * sum;
    });
    return ordered;
  };
}

/**
 * Adds up the bins of the drawn images and counts the pairs of the sums. Takes time in proportion to
 * the images of each draw.
 */
export function pairsOfSums(images: readonly BinnedImage[]): PairCounter {
  const bins = images[0]?.normal.length ?? 0;
  const withAnomalous = images.map(hasAnomalous);
  const [normal, anomalous] = [new Float64Array(bins), new Float64Array(bins)];
  return (times) => {
    normal.fill(0);
    anomalous.fill(0);
    images.forEach((image, i) => {
      if (times[i] === 0) return;
      addTimes(normal, image.normal, times[i]!);
      if (withAnomalous[i]) addTimes(anomalous, image.anomalous, times[i]!);
    });
    return pairsBetween(normal, anomalous);
  };
}

function addTimes(sums: Float64Array, counts: Uint32Array, times: number): void {
  for (let bin = 0; bin < sums.length; bin++) sums[bin]! += times * counts[bin]!;
}

function hasAnomalous({ anomalous }: BinnedImage): boolean {
  return anomalous.some((count) => count > 0);
}

/** Pairs of a normal pixel and a higher anomalous one; a tied pair counts half. */
function pairsBetween<T extends Uint32Array | Float64Array>(normal: T, anomalous: T): number {
  let [above, pairs] = [0, 0];
  for (let bin = 0; bin < normal.length; bin++) {
    pairs += normal[bin]! * (above + anomalous[bin]! / 2);
    above += anomalous[bin]!;
  }
  return pairs;
}
