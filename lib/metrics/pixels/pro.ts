/**
 * Per-region overlap.
 *
 * @module
 */
import { connectedComponents } from "./components.ts";
import type { RankedPixels } from "./ranked_pixels.ts";

/** False-positive rate up to which the area is taken by default. */
const LIMIT = 0.3;

/** Per-region overlap against the false-positive rate: one entry per threshold, highest first. */
export interface ProCurve {
  /** Pixels that score at least this count as anomalous; distinct scores, descending `[k]`. */
  readonly thresholds: Float32Array | Float64Array;
  /** Share of the normal pixels of all images that are found, 0 … 1 `[k]`. */
  readonly falsePositiveRates: Float64Array;
  /** Mean over regions of the share of their pixels that are found, 0 … 1 `[k]`. */
  readonly overlaps: Float64Array;
}

/**
 * How much of each anomalous region is found at every threshold, on average over regions.
 *
 * `PRO(t) = (1/N) Σ_r |{p ∈ r : s_p ≥ t}| / |r|` over the N 8-connected regions r of all masks, so that
 * a small defect counts as much as a large one.
 *
 * Source: Bergmann et al., CVPR 2019 and IJCV 129, 2021.
 *
 * @param pixels From `rankPixels`.
 * @param options.limit The curve ends with the first threshold beyond this false-positive rate.
 * Default 1: all thresholds.
 */
export function proCurve(
  { masks, order, counts, ...size }: RankedPixels,
  { limit = 1 }: { limit?: number } = {},
): ProCurve {
  const { labels, areas } = connectedComponents(masks, size);
  const regions = areas.length - 1;
  const weights = Float64Array.from(areas, (area, region) => (region === 0 ? 0 : 1 / area));
  const total = counts.normal.at(-1)!;
  let length = 1;
  while (length < counts.normal.length && counts.normal[length - 1]! / total <= limit) length++;
  const [falsePositiveRates, overlaps] = [new Float64Array(length), new Float64Array(length)];
  let [rank, sum] = [0, 0];
  for (let k = 0; k < length; k++) {
    const found = counts.normal[k]!;
    const end = counts.anomalous[k]! + found;
    for (; rank < end; rank++) sum += weights[labels[order[rank]!]!]!;
    falsePositiveRates[k] = found / total;
    overlaps[k] = Math.min(sum / regions, 1); // the sum is rounded
  }
  return { thresholds: counts.thresholds.subarray(0, length), falsePositiveRates, overlaps };
}

/**
 * Area under the per-region overlap up to a false-positive rate, divided by that rate.
 *
 * `PRO = (1/L) ∫₀ᴸ PRO(F) dF`: the points of all thresholds, beginning with (0, 0), are joined by
 * straight lines, also across L. All distinct scores are thresholds; equal scores are one.
 *
 * Source: MVTec AD's evaluation (Bergmann et al., IJCV 129, 2021), with L = 0.3.
 *
 * @param pixels From `rankPixels`.
 * @param options.limit L in (0, 1]. Default 0.3.
 * @returns 0 … 1; L / 2 is chance.
 * @throws {RangeError} For a limit outside (0, 1].
 *
 * @example
 * ```ts
 * import { pro } from "./pro.ts";
 * import { rankPixels } from "./ranked_pixels.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const maps = new Float32Array([3, 0, 2, 1]);
 * const masks = new Uint8Array([1, 0, 0, 1]); // two corners that touch: one region
 * const pixels = rankPixels({ maps, masks, height: 2, width: 2 });
 * assertAlmostEquals(pro(pixels), 0.5); // half of it is found before any normal pixel
 * ```
 */
export function pro(pixels: RankedPixels, { limit = LIMIT }: { limit?: number } = {}): number {
  if (!(limit > 0 && limit <= 1)) {
    throw new RangeError(`Cannot use limit ${limit}: expected (0, 1]`);
  }
  const { falsePositiveRates, overlaps } = proCurve(pixels, { limit });
  let [rate, overlap, area] = [0, 0, 0];
  for (let k = 0; k < overlaps.length; k++) {
    const [nextRate, nextOverlap] = [falsePositiveRates[k]!, overlaps[k]!];
    const width = Math.min(nextRate, limit) - rate;
    const share = nextRate > limit ? width / (nextRate - rate) : 1;
    area += width * (overlap + share * (nextOverlap - overlap) / 2);
    [rate, overlap] = [nextRate, nextOverlap];
  }
  return area / limit;
}
