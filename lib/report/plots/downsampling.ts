/**
 * The down-sampling ratio as a chart.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { chartLayout, type Figure } from "../figure.ts";
import { SERIES } from "../palette.ts";
import { average } from "../../metrics/average.ts";
import { describeDownsampling } from "./describe_downsampling.ts";

/** How well one trained network rebuilds a test set. */
export interface DownsamplingPoint {
  /** Name of the method, for the legend. */
  readonly method: string;
  /** Side of the image over the side of the code's map: 2, 4, … */
  readonly ratio: number;
  /** Mean squared error of defects, images in [−1, 1]. */
  readonly defect: number;
  /** Mean squared error of normal images. */
  readonly normal: number;
}

/**
 * Plots the reconstruction errors of defects and of normal images against the down-sampling ratio,
 * with a pair of lines per method. Several points of a method at one ratio, for example of several
 * seeds, are averaged, and a vertical stroke spans the lowest to the highest.
 *
 * Source: Hou et al., ICCV 2021, figure 1, with numbers in place of its pictures.
 *
 * @param category Name of the category, for the title.
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
  const methods = Map.groupBy(points, ({ method }) => method);
  const lines = [...methods].flatMap(([method, of], i) =>
    (["defect", "normal"] as const).map((part) => ({
      name: `${method}, ${part === "defect" ? "defects" : "normal images"}`,
      color: SERIES[i % SERIES.length]!,
      dash: part === "defect" ? "solid" as const : "dash" as const,
      groups: ratios
        .map((ratio) => ({
          ratio,
          errors: of.filter((point) => point.ratio === ratio).map((point) => point[part]),
        }))
        .filter(({ errors }) => errors.length > 0),
    }))
  );
  const spreads = lines
    .map(({ color, groups }) => ({
      color,
      several: groups.filter(({ errors }) => errors.length > 1),
    }))
    .filter(({ several }) => several.length > 0);
  return {
    name: `downsampling-${category}`,
    caption:
      "Solid lines are the errors of defects, dashed ones those of normal images. A defect that is " +
      "rebuilt as well as normal images cannot be found: what a score can use is the distance " +
      `between a method's two lines. ${describeDownsampling(points)}` +
      (spreads.length > 0
        ? " Lines are means; strokes reach from the lowest to the highest seed."
        : ""),
    data: [
      ...lines.map(({ name, color, dash, groups }) => ({
        type: "scatter" as const,
        mode: "lines+markers" as const,
        name,
        x: groups.map(({ ratio }) => ratio),
        y: groups.map(({ errors }) => average(errors)),
        line: { color, width: 2, dash },
        marker: { color, size: 6 },
      })),
      ...spreads.map(({ color, several }) => ({
        type: "scatter" as const,
        mode: "lines" as const,
        showlegend: false,
        x: several.flatMap(({ ratio }) => [ratio, ratio, null]),
        y: several.flatMap(({ errors }) => [Math.min(...errors), Math.max(...errors), null]),
        line: { color, width: 3 },
      })),
    ],
    layout: chartLayout({
      title: `Down-sampling, ${category}`,
      x: { title: "down-sampling ratio (image side / code side)", type: "log", tickvals: ratios },
      y: { title: "mean squared error (log scale)", type: "log" },
    }),
  };
}
