/**
 * False alarms at a given recall.
 *
 * @module
 */
import { countSamples } from "./counts.ts";

/**
 * The share of normal samples that are found at the highest threshold that finds at least `recall` of
 * the anomalous ones.
 *
 * `FPR = FP(t) / n₀` with `t = max {s : TP(s) / n₁ ≥ recall}` over the distinct scores s. There is no
 * interpolation between thresholds: the value is one that some threshold really has.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @param options.recall In (0, 1]. Default 0.95.
 * @returns 0 … 1; 0 is perfect.
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 * @throws {RangeError} For a recall outside (0, 1].
 *
 * @example
 * ```ts
 * import { falsePositiveRate } from "./false_positive_rate.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [scores, labels] = [[0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]];
 * assertEquals(falsePositiveRate(scores, labels), 0.5);
 * assertEquals(falsePositiveRate(scores, labels, { recall: 0.5 }), 0);
 * ```
 */
export function falsePositiveRate(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { recall = 0.95 }: { recall?: number } = {},
): number {
  if (!(recall > 0 && recall <= 1)) {
    throw new RangeError(`Cannot use recall ${recall}: expected (0, 1]`);
  }
  const { anomalous, normal } = countSamples("false-positive rate", scores, labels);
  const k = anomalous.findIndex((hits) => hits / anomalous.at(-1)! >= recall);
  return normal[k]! / normal.at(-1)!;
}
