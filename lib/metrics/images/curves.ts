/**
 * Curves whose areas are the metrics, with one point per threshold.
 *
 * @module
 */
import { countSamples } from "./counts.ts";

/** What a threshold finds: all samples whose score is at least `threshold` count as anomalous. */
export interface RocPoint {
  /** Score; infinite for the first point, which finds nothing. */
  readonly threshold: number;
  /** Share of the normal samples that are found, 0 … 1. */
  readonly falsePositiveRate: number;
  /** Share of the anomalous samples that are found, 0 … 1. */
  readonly truePositiveRate: number;
}

/** Precision and recall of a threshold: all samples that score at least that much are found. */
export interface PrecisionRecallPoint {
  /** Score. */
  readonly threshold: number;
  /** Share of the anomalous samples that are found, 0 … 1. */
  readonly recall: number;
  /** Share of the found samples that are anomalous, 0 … 1. */
  readonly precision: number;
}

/**
 * The receiver operating characteristic: a point for each distinct score, highest first.
 *
 * Points are joined by straight lines; the area under them is `auroc`, ties included:
 * `AUROC = Σ_k (F_k − F_{k−1}) (T_k + T_{k−1}) / 2`.
 *
 * Source: Fawcett, Pattern Recognition Letters 27, 2006.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @returns From (0, 0) to (1, 1).
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 *
 * @example
 * ```ts
 * import { rocCurve } from "./curves.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = rocCurve([0.1, 0.4, 0.8], [0, 1, 0]);
 * assertEquals(points.map((point) => point.falsePositiveRate), [0, 0.5, 0.5, 1]);
 * assertEquals(points.map((point) => point.truePositiveRate), [0, 0, 1, 1]);
 * ```
 */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): RocPoint[] {
  const { thresholds, anomalous, normal } = countSamples("ROC", scores, labels);
  return [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
    ...Array.from(thresholds, (threshold, k) => ({
      threshold,
      falsePositiveRate: normal[k]! / normal.at(-1)!,
      truePositiveRate: anomalous[k]! / anomalous.at(-1)!,
    })),
  ];
}

/**
 * Precision against recall: a point for each distinct score, highest first.
 *
 * Between two points, precision is that of the later one, as in the sum that defines average
 * precision: `AP = Σ_k (R_k − R_{k−1}) P_k` with `R_0 = 0`.
 *
 * Source: scikit-learn, `average_precision_score`.
 *
 * @param scores Raw scores, larger = more anomalous.
 * @param labels 0 = normal, 1 = anomalous.
 * @returns Recall ascends and ends at 1.
 * @throws {InputError} For no scores, one class only, scores that are not finite or all equal.
 *
 * @example
 * ```ts
 * import { precisionRecallCurve } from "./curves.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = precisionRecallCurve([0.1, 0.4, 0.8], [0, 1, 1]);
 * assertEquals(points.map(({ recall, precision }) => [recall, precision]), [
 *   [0.5, 1],
 *   [1, 1],
 *   [1, 2 / 3],
 * ]);
 * ```
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): PrecisionRecallPoint[] {
  const { thresholds, anomalous, normal } = countSamples("precision-recall curve", scores, labels);
  return Array.from(thresholds, (threshold, k) => ({
    threshold,
    recall: anomalous[k]! / anomalous.at(-1)!,
    precision: anomalous[k]! / (anomalous[k]! + normal[k]!),
  }));
}
