/**
 * Pixels sorted once for all pixel metrics.
 *
 * @module
 */
import { countRanked, type ThresholdCounts } from "../images/counts.ts";
import { rankDescending } from "../images/ranking.ts";
import { checkScores } from "../statistics/validation.ts";

/** Scores and ground truth of the pixels of n images of one size. */
export interface PixelScores {
  /** Raw pixel scores `[n, h, w]`. */
  readonly maps: Float32Array;
  /** 1 = anomalous pixel, 0 = normal, `[n, h, w]`. */
  readonly masks: Uint8Array;
  /** h in pixels. */
  readonly height: number;
  /** w in pixels. */
  readonly width: number;
}

/** Pixels with their order, made by {@linkcode rankPixels}. */
export interface RankedPixels extends PixelScores {
  /** n. */
  readonly imageCount: number;
  /** Indices of all pixels, highest score first `[n·h·w]`. */
  readonly order: Uint32Array;
  /** What each distinct score finds as a threshold. */
  readonly counts: ThresholdCounts;
}

/**
 * Checks and sorts the pixels of all images together, for all pixel metrics: sorting is most of their
 * cost.
 *
 * @throws {InputError} For no pixels, no anomalous or no normal pixel, scores that are not finite or
 * all equal.
 * @throws {RangeError} If maps and masks differ in size, do not make up whole images, or a mask has
 * values other than 0 and 1.
 *
 * @example
 * ```ts
 * import { rankPixels } from "./ranked_pixels.ts";
 * import { pixelAuroc } from "./pixel_metrics.ts";
 * import { pro } from "./pro.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = new Float32Array([0.9, 0.1, 0.8, 0.2]);
 * const masks = new Uint8Array([1, 0, 0, 0]);
 * const pixels = rankPixels({ maps, masks, height: 2, width: 2 });
 * assertEquals([pixelAuroc(pixels), pro(pixels)], [1, 1]);
 * ```
 */
export function rankPixels({ maps, masks, height, width }: PixelScores): RankedPixels {
  checkScores("pixel scores", maps, masks);
  const imageCount = maps.length / (height * width);
  if (!Number.isInteger(imageCount)) {
    throw new RangeError(`Cannot divide ${maps.length} pixels into images of ${height}×${width}`);
  }
  const ranking = rankDescending(maps);
  const counts = countRanked(ranking, masks);
  return { maps, masks, height, width, imageCount, order: ranking.order, counts };
}
