/**
 * The down-sampling ratio as a chart.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { average } from "../../metrics/statistics/average.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { SERIES } from "../figure/palette.ts";
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
  /** Set where the network learnt nothing, so that its errors say nothing of the ratio. */
  readonly untrained?: boolean;
}

/**
 * Plots the reconstruction errors of defects and of normal images against the down-sampling ratio,
 * with a pair of lines per method. Several points of a method at one ratio, for example of several
 * seeds, are averaged, and a vertical stroke spans the lowest to the highest. Points of networks that
 * learnt nothing are beside the lines and in no mean.
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
  const methods = [...new Set(points.map(({ method }) => method))];
  const colorOf = (method: string) => SERIES[methods.indexOf(method) % SERIES.length]!;
  const [trained, untrained] = [false, true].map((learntNothing) =>
    points.filter(({ untrained = false }) => untrained === learntNothing)
  ) as [DownsamplingPoint[], DownsamplingPoint[]];
  const lines = [...Map.groupBy(trained, ({ method }) => method)].flatMap(([method, of]) =>
    (["defect", "normal"] as const).map((part) => ({
      name: `${method}, ${part === "defect" ? "defects" : "normal images"}`,
      color: colorOf(method),
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
    caption: [
      "Solid lines are the errors of defects, dashed ones those of normal images. A defect that is " +
      "rebuilt as well as normal images cannot be found: what a score can use is the distance " +
      "between a method's two lines.",
      describeDownsampling(trained),
      describeUntrained(untrained),
      spreads.length > 0
        ? "Lines are means; strokes reach from the lowest to the highest seed."
        : "",
    ].filter((sentence) => sentence !== "").join(" "),
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
      ...untrained.map(({ method, ratio, defect, normal }) => ({
        type: "scatter" as const,
        mode: "markers" as const,
        showlegend: false,
        x: [ratio, ratio],
        y: [defect, normal],
        marker: { color: colorOf(method), size: 6 },
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

/** Names the networks that learnt nothing. */
function describeUntrained(points: readonly DownsamplingPoint[]): string {
  if (points.length === 0) return "";
  const names = new Set(points.map(({ method, ratio }) => `${method} at ratio ${ratio}`));
  return `Points beside the lines are of networks that learnt nothing: ${[...names].join(", ")}.`;
}
