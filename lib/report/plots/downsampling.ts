/**
 * The down-sampling ratio as a chart.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { chartLayout, type Figure } from "../figure.ts";
import { SERIES } from "../palette.ts";

/** How well one trained network rebuilds a test set. */
export interface DownsamplingPoint {
  /** Name of the method, for the legend. */
  readonly method: string;
  /** Side of the image over the side of the code's map: 2, 4, … */
  readonly ratio: number;
  /** Mean squared error of defects, images in [−1, 1]. */
  readonly defect: number;
  /** The same of normal images. */
  readonly normal: number;
}

/**
 * Plots the reconstruction errors of defects and of normal images against the down-sampling ratio, a
 * pair of lines a method; several points of a method at one ratio, for example of several seeds, are
 * averaged.
 *
 * Source: Hou et al., ICCV 2021, figure 1, with numbers in place of its pictures.
 *
 * @param category Whose images, for the title.
 * @throws {InputError} If there is no point.
 *
 * @example
 * ```ts
 * import { plotDownsampling } from "./downsampling.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [2, 4].map((ratio) => ({ method: "AE", ratio, defect: ratio / 100, normal: 0.01 }));
 * const figure = plotDownsampling("bottle", points);
 * assertEquals(figure.data.map(({ name }) => name), ["AE, defects", "AE, normal images"]);
 * assertEquals(figure.data[0]?.y, [0.02, 0.04]);
 * ```
 */
export function plotDownsampling(category: string, points: readonly DownsamplingPoint[]): Figure {
  if (points.length === 0) throw new InputError(`down-sampling of ${category}: no finished runs`);
  const ratios = [...new Set(points.map(({ ratio }) => ratio))].sort((a, b) => a - b);
  const methods = Object.entries(Object.groupBy(points, ({ method }) => method));
  return {
    name: `downsampling-${category}`,
    caption:
      `The less of the image passes the narrowest map, the worse a defect is rebuilt, which ` +
      "is how it is found, but normal images are rebuilt worse, too. What a score can use is the " +
      "distance between a method's two lines.",
    data: methods.flatMap(([method, of], i) =>
      (["defect", "normal"] as const).map((part) => {
        const byRatio = ratios.map((ratio) => of!.filter((point) => point.ratio === ratio));
        const kept = byRatio.filter((group) => group.length > 0);
        const color = SERIES[i % SERIES.length];
        return {
          type: "scatter" as const,
          mode: "lines+markers" as const,
          name: `${method}, ${part === "defect" ? "defects" : "normal images"}`,
          x: kept.map((group) => group[0]!.ratio),
          y: kept.map((group) => group.reduce((sum, point) => sum + point[part], 0) / group.length),
          line: { color, width: 2, dash: part === "defect" ? "solid" as const : "dash" as const },
          marker: { color, size: 6 },
        };
      })
    ),
    layout: chartLayout({
      title: `Down-sampling, ${category}`,
      x: { title: "down-sampling ratio (image side / code side)", type: "log", tickvals: ratios },
      y: { title: "mean squared error (log scale)", type: "log" },
    }),
  };
}
