/**
 * Area under the receiver operating characteristic.
 *
 * @module
 */
import { countSamples, type ThresholdCounts } from "./counts.ts";

/**
 * The probability that an anomalous sample scores higher than a normal one; ties count one half.
 *
 * `AUROC = (#{s₁ > s₀} + ½ #{s₁ = s₀}) / (n₁ n₀)` over all pairs of an anomalous score s₁ and a
 * normal score s₀.
 *
 * Source: Mann and Whitney 1947; Hanley and McNeil, Radiology 143, 1982.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @returns 0 … 1; 0.5 is chance.
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 *
 * @example
 * ```ts
 * import { auroc } from "./auroc.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(auroc([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]), 0.875);
 * ```
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return aurocOfCounts(countSamples("AUROC", scores, labels));
}

/** AUROC of counted samples. */
export function aurocOfCounts({ anomalous, normal }: ThresholdCounts): number {
  let [above, below, pairs] = [0, 0, 0]; // samples of higher thresholds, won pairs
  for (let k = 0; k < normal.length; k++) {
    pairs += (normal[k]! - below) * (above + anomalous[k]!) / 2;
    [above, below] = [anomalous[k]!, normal[k]!];
  }
  return pairs / (above * below);
}
