/**
 * AUROCs of several methods or settings as a chart.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { OKABE_ITO } from "../figure/palette.ts";
import { describeAurocs } from "./describe_aurocs.ts";

/** One line of the chart. All values are fractions. */
export interface AurocPoint {
  /** Name of the measured method or setting, for the axis. */
  readonly label: string;
  /** Our value, where there is one. */
  readonly value?: number;
  /** Lower bound of its interval. */
  readonly low?: number;
  /** Upper bound of its interval. */
  readonly high?: number;
  /** The published value. */
  readonly published?: number;
  /** The categories that a mean is over; means over others are not ranked with it. */
  readonly categories?: readonly string[];
  /** Whether it is of some of the images only; such values are not ranked with those of all. */
  readonly partial?: boolean;
}

/** Height in pixels of a line, and of everything else. */
const LINE = 26;
const FRAME = 170;

/**
 * Plots image AUROCs, one line per method: ours as a point with its interval, the published value in
 * another colour.
 *
 * @param title Title of the chart.
 * @param points Lines of the chart, from top to bottom.
 * @throws {InputError} If there is no point.
 *
 * @example
 * ```ts
 * import { plotAurocs } from "./aurocs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = plotAurocs("bottle", [{ label: "AE", value: 0.8, low: 0.7, high: 0.9 }]);
 * assertEquals(figure.layout.yaxis?.ticktext, ["AE"]);
 * assertEquals(figure.data[0]?.x, [70, 90, null]);
 * ```
 */
export function plotAurocs(title: string, points: readonly AurocPoint[]): Figure {
  if (points.length === 0) throw new InputError(`${title}: no value to draw`);
  const rows = points.map((point, i) => ({ ...point, y: points.length - 1 - i }));
  const bars = rows.filter(({ low, high }) => low !== undefined && high !== undefined);
  const ours = rows.filter(({ value }) => value !== undefined);
  const published = rows.filter((row) => row.published !== undefined);
  const layout = chartLayout({
    title,
    x: { title: "image AUROC (%)", range: widened(rows) },
    y: {
      title: "",
      automargin: true,
      range: [-0.7, points.length - 0.3],
      tickvals: rows.map(({ y }) => y),
      ticktext: rows.map(({ label }) => label),
    },
  });
  const mark = (color: string, size: number) => ({
    type: "scatter" as const,
    mode: "markers" as const,
    marker: { color, size },
  });
  return {
    name: "aurocs",
    caption: "The further right, the better; 50 is a guess. A line is the 95 % interval of our " +
      "value. Where two overlap, this chart does not decide their order; the command compare tests " +
      `two runs on the same images. ${describeAurocs(points)}`.trimEnd(),
    data: [
      ...bars.length === 0 ? [] : [{
        type: "scatter" as const,
        mode: "lines" as const,
        name: "95 % interval",
        x: bars.flatMap(({ low, high }) => [100 * low!, 100 * high!, null]),
        y: bars.flatMap(({ y }) => [y, y, null]),
        line: { color: OKABE_ITO.blue, width: 2 },
      }],
      ...ours.length === 0 ? [] : [{
        ...mark(OKABE_ITO.blue, 9),
        name: "ours",
        x: ours.map(({ value }) => 100 * value!),
        y: ours.map(({ y }) => y),
      }],
      ...published.length === 0 ? [] : [{
        ...mark(OKABE_ITO.vermillion, 7),
        name: "published",
        x: published.map((row) => 100 * row.published!),
        y: published.map(({ y }) => y),
      }],
    ],
    layout: {
      ...layout,
      width: 640,
      height: FRAME + LINE * points.length,
    },
  };
}

/**
 * The range of the axis, with a margin beyond the outermost values: Plotly lets lines, unlike points,
 * end on its frame.
 */
function widened(points: readonly AurocPoint[]): [number, number] | undefined {
  const values = points
    .flatMap(({ value, low, high, published }) => [value, low, high, published])
    .filter((value) => value !== undefined)
    .map((value) => 100 * value);
  if (values.length === 0) return undefined;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(1, 0.04 * (most - least));
  return [least - margin, most + margin];
}
