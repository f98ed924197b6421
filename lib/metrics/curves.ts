/**
 * Curves whose areas are the metrics: one point a threshold.
 *
 * @module
 */
import { descendingOrder } from "./ranking.ts";
import { checkScores } from "./validation.ts";

/** What a threshold finds: all samples whose score is at least `threshold` count as anomalous. */
export interface RocPoint {
  /** Score; infinite for the first point, which finds nothing. */
  readonly threshold: number;
  /** Share of the normal samples that are found, 0 … 1. */
  readonly falsePositiveRate: number;
  /** Share of the anomalous samples that are found, 0 … 1. */
  readonly truePositiveRate: number;
}

/** Precision and recall of a threshold: all samples whose score is at least that are found. */
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
  checkScores("ROC", scores, labels);
  const counts = countAbove(scores, labels);
  const { anomalous, normal } = counts.at(-1)!;
  return [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
    ...counts.map((above) => ({
      threshold: above.threshold,
      falsePositiveRate: above.normal / normal,
      truePositiveRate: above.anomalous / anomalous,
    })),
  ];
}

/**
 * Precision against recall: a point for each distinct score, highest first.
 *
 * Between two points precision is that of the later one, as in the sum that average precision is:
 * `AP = Σ_k (R_k − R_{k−1}) P_k` with `R_0 = 0`.
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
  checkScores("precision-recall curve", scores, labels);
  const counts = countAbove(scores, labels);
  const { anomalous: total } = counts.at(-1)!;
  return counts.map(({ threshold, anomalous, normal }) => ({
    threshold,
    recall: anomalous / total,
    precision: anomalous / (anomalous + normal),
  }));
}

interface Counts {
  readonly threshold: number;
  readonly anomalous: number;
  readonly normal: number;
}

/** How many samples of each class score at least as high as each distinct score, highest first. */
function countAbove(scores: ArrayLike<number>, labels: ArrayLike<number>): Counts[] {
  const order = descendingOrder(scores);
  const counts: Counts[] = [];
  let [anomalous, normal] = [0, 0];
  for (let i = 0; i < order.length;) {
    const threshold = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === threshold; i++) {
      if (labels[order[i]!] === 1) anomalous++;
      else normal++;
    }
    counts.push({ threshold, anomalous, normal });
  }
  return counts;
}
