/**
 * Area under the receiver operating characteristic.
 *
 * @module
 */
import { descendingOrder } from "./ranking.ts";
import { checkScores } from "./validation.ts";

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
  checkScores("AUROC", scores, labels);
  const order = descendingOrder(scores);
  let [above, normal, pairs] = [0, 0, 0]; // anomalous scores seen so far, normal ones, won pairs
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]!];
    let [tiedAnomalous, tiedNormal] = [0, 0];
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (labels[order[i]!] === 1) tiedAnomalous++;
      else tiedNormal++;
    }
    pairs += tiedNormal * (above + tiedAnomalous / 2);
    above += tiedAnomalous;
    normal += tiedNormal;
  }
  return pairs / (above * normal);
}
