/**
 * Average precision.
 *
 * @module
 */
import { countSamples, type ThresholdCounts } from "./counts.ts";

/**
 * The mean precision over the recall levels, without interpolation.
 *
 * `AP = Σ_k (R_k − R_{k−1}) P_k` over the distinct scores as thresholds, highest first; equal scores
 * are one threshold.
 *
 * Source: scikit-learn, `average_precision_score`.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @returns 0 … 1; the share of anomalous samples is chance.
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 *
 * @example
 * ```ts
 * import { averagePrecision } from "./average_precision.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 5 / 6);
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return averagePrecisionOfCounts(countSamples("average precision", scores, labels));
}

/** Average precision of counted samples. */
export function averagePrecisionOfCounts({ anomalous, normal }: ThresholdCounts): number {
  let [above, sum] = [0, 0];
  for (let k = 0; k < anomalous.length; k++) {
    const hits = anomalous[k]!;
    if (hits > above) sum += (hits - above) * hits / (hits + normal[k]!);
    above = hits;
  }
  return sum / above;
}
