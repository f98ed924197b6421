/**
 * Precision against recall as a chart.
 *
 * @module
 */
import { averagePrecision, precisionRecallCurve } from "../../metrics/mod.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { OKABE_ITO } from "../figure/palette.ts";
import type { LabelledScores } from "./roc.ts";

/**
 * Plots precision against recall for all thresholds, as steps without interpolation.
 *
 * The area under the steps is `averagePrecision(scores, labels)`.
 *
 * @param results Results of `evaluate`, or any scores with labels.
 * @throws {InputError} As `averagePrecision`: for one class only, or scores that are all equal.
 *
 * @example
 * ```ts
 * import { plotPrecisionRecall } from "./precision_recall.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = plotPrecisionRecall({ scores: [0.1, 0.4, 0.8], labels: [0, 1, 1] });
 * assertEquals(figure.data[0]?.name, "average precision 1.000");
 * ```
 */
export function plotPrecisionRecall({ scores, labels }: LabelledScores): Figure {
  const points = precisionRecallCurve(scores, labels);
  const area = averagePrecision(scores, labels).toFixed(3);
  const chance = points.at(-1)!.precision; // that of a threshold that finds everything
  return {
    name: "precision_recall",
    caption:
      `Precision is the share of found images that are anomalous, recall the share of anomalous ` +
      `images that are found. The area under the steps is the image average precision, ${area}; ` +
      `chance is the share of anomalous images, ${chance.toFixed(3)}.`,
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: `average precision ${area}`,
        // From recall 0, so that the first step is visible.
        x: [0, ...points.map((point) => point.recall)],
        y: [points[0]!.precision, ...points.map((point) => point.precision)],
        // Precision changes first: between two recalls, the precision is that of the higher recall.
        line: { color: OKABE_ITO.blue, width: 2.5, shape: "vh" },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "chance",
        x: [0, 1],
        y: [chance, chance],
        line: { color: OKABE_ITO.gray, width: 1.5, dash: "dash" },
      },
    ],
    layout: chartLayout({
      title: "Precision and recall of test images",
      x: { title: "recall (share)", range: [0, 1] },
      y: { title: "precision (share)", range: [0, 1.02] },
    }),
  };
}
