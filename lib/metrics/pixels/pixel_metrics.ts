/**
 * Ranking metrics of all pixels of all images together.
 *
 * @module
 */
import { aurocOfCounts } from "../images/auroc.ts";
import { averagePrecisionOfCounts } from "../images/average_precision.ts";
import { type F1Max, f1MaxOfCounts } from "../images/f1_max.ts";
import type { RankedPixels } from "./ranked_pixels.ts";

/**
 * AUROC of all pixels of all images together; see `auroc`.
 *
 * Source: MVTec AD (Bergmann et al., CVPR 2019), localisation.
 */
export function pixelAuroc({ counts }: RankedPixels): number {
  return aurocOfCounts(counts);
}

/** Average precision of all pixels of all images together; see `averagePrecision`. */
export function pixelAveragePrecision({ counts }: RankedPixels): number {
  return averagePrecisionOfCounts(counts);
}

/** The best F1 of one threshold for all pixels of all images; see `f1Max`. */
export function pixelF1Max({ counts }: RankedPixels): F1Max {
  return f1MaxOfCounts(counts);
}
