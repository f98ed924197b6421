/**
 * The receiver operating characteristic as a chart.
 *
 * @module
 */
import { auroc, rocCurve } from "../../metrics/mod.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { OKABE_ITO } from "../figure/palette.ts";

/** Scores and labels of images. */
export interface LabelledScores {
  /** Raw scores, larger = more anomalous. */
  readonly scores: ArrayLike<number>;
  /** 0 = normal, 1 = anomalous. */
  readonly labels: ArrayLike<number>;
}

/**
 * Plots the true-positive rate against the false-positive rate for all thresholds.
 *
 * The area under the line is `auroc(scores, labels)`.
 *
 * @param results Results of `evaluate`, or any scores with labels.
 * @throws {InputError} As `auroc`: for one class only, or scores that are all equal.
 *
 * @example
 * ```ts
 * import { plotRoc } from "./roc.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = plotRoc({ scores: [0.1, 0.4, 0.8], labels: [0, 0, 1] });
 * assertEquals(figure.data[0]?.x, [0, 0, 0.5, 1]);
 * assertEquals(figure.data[0]?.name, "AUROC 1.000");
 * ```
 */
export function plotRoc({ scores, labels }: LabelledScores): Figure {
  const points = rocCurve(scores, labels);
  const area = auroc(scores, labels).toFixed(3);
  return {
    name: "roc",
    caption:
      `Each threshold gives a point: the share of anomalous images it finds against the share ` +
      `of normal images it takes for anomalous. The area under the line is the image AUROC, ` +
      `${area}.`,
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: `AUROC ${area}`,
        x: points.map((point) => point.falsePositiveRate),
        y: points.map((point) => point.truePositiveRate),
        line: { color: OKABE_ITO.blue, width: 2.5 },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "chance",
        x: [0, 1],
        y: [0, 1],
        line: { color: OKABE_ITO.gray, width: 1.5, dash: "dash" },
      },
    ],
    layout: chartLayout({
      title: "ROC of test images",
      x: { title: "false positive rate (share)", range: [0, 1] },
      y: { title: "true positive rate (share)", range: [0, 1.02] },
    }),
  };
}
