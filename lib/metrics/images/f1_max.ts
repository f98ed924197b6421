/**
 * The best F1 of any threshold.
 *
 * @module
 */
import { countSamples, type ThresholdCounts } from "./counts.ts";

/** The highest F1 and where it is reached. */
export interface F1Max {
  /** 0 … 1. */
  readonly value: number;
  /** Samples that score at least this count as anomalous. */
  readonly threshold: number;
}

/**
 * The highest F1 over all thresholds, and the highest threshold that reaches it.
 *
 * `F1 = 2 TP / (2 TP + FP + FN)`, with each distinct score as a threshold; equal scores are one. The
 * labels choose the threshold, so the value is what the best choice could reach, not what a threshold
 * set beforehand will.
 *
 * Source: van Rijsbergen, Information Retrieval, 1979, chapter 7 (F with equal weights).
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 *
 * @example
 * ```ts
 * import { f1Max } from "./f1_max.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(f1Max([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), { value: 0.8, threshold: 0.35 });
 * ```
 */
export function f1Max(scores: ArrayLike<number>, labels: ArrayLike<number>): F1Max {
  return f1MaxOfCounts(countSamples("F1-max", scores, labels));
}

/** F1-max of counted samples. */
export function f1MaxOfCounts({ thresholds, anomalous, normal }: ThresholdCounts): F1Max {
  const total = anomalous.at(-1)!;
  let [value, best] = [-1, 0];
  for (let k = 0; k < thresholds.length; k++) {
    const f1 = 2 * anomalous[k]! / (anomalous[k]! + normal[k]! + total);
    if (f1 > value) [value, best] = [f1, k];
  }
  return { value, threshold: thresholds[best]! };
}
