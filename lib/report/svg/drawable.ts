/**
 * The input of the static renderer: the part of Plotly's format that the chart functions use.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import type { Figure } from "../figure/figure.ts";

const dash = z.enum(["solid", "dash", "dot", "dashdot"]);
const values = z.array(z.number().nullable());

/** Fields that only an interactive page needs; a still picture ignores them. */
const interactive = {
  hoverinfo: z.string().optional(),
  hovertemplate: z.union([z.string(), z.array(z.string())]).optional(),
  hovertext: z.union([z.string(), z.array(z.string())]).optional(),
};

const scatter = z.strictObject({
  type: z.literal("scatter"),
  mode: z.enum(["lines", "markers", "lines+markers"]),
  name: z.string().optional(),
  showlegend: z.boolean().default(true),
  x: values,
  y: values,
  line: z.strictObject({
    color: z.string().default("#000000"),
    width: z.number().positive().default(2),
    dash: dash.default("solid"),
    /** `vh` = a step whose vertical part comes first. */
    shape: z.enum(["linear", "hv", "vh"]).default("linear"),
  }).prefault({}),
  marker: z.strictObject({
    color: z.string().default("#000000"),
    /** Diameter in pixels. */
    size: z.number().positive().default(6),
  }).prefault({}),
  ...interactive,
});

const bar = z.strictObject({
  type: z.literal("bar"),
  name: z.string().optional(),
  showlegend: z.boolean().default(true),
  x: z.array(z.number()),
  y: z.array(z.number()),
  width: z.array(z.number().positive()),
  marker: z.strictObject({ color: z.string().default("#000000") }).prefault({}),
  opacity: z.number().min(0).max(1).default(1),
  ...interactive,
});

const shape = z.strictObject({
  type: z.literal("line"),
  xref: z.enum(["x", "paper"]).default("x"),
  x0: z.number(),
  x1: z.number(),
  yref: z.enum(["y", "paper"]).default("y"),
  y0: z.number(),
  y1: z.number(),
  line: z.strictObject({
    color: z.string().default("#000000"),
    width: z.number().positive().default(2),
    dash: dash.default("solid"),
  }).prefault({}),
});

const title = z.strictObject({ text: z.string() });
/** Styling fields; the renderer has its own style. */
const ignored = z.unknown().optional();

const axis = z.strictObject({
  title: title.prefault({ text: "" }),
  type: z.enum(["linear", "log"]).default("linear"),
  /** First and last value; on a log axis, their logarithms to base 10, as in Plotly. */
  range: z.tuple([z.number(), z.number()]).optional(),
  rangemode: z.enum(["normal", "tozero"]).default("normal"),
  tickvals: z.array(z.number()).optional(),
  ticktext: z.array(z.string()).optional(),
  automargin: ignored,
  showline: ignored,
  linecolor: ignored,
  gridcolor: ignored,
  dtick: ignored,
  zeroline: ignored,
  ticks: ignored,
});

/** The chart's title; its position is Plotly's, and the renderer has its own. */
const chartTitle = title.extend({
  yref: ignored,
  y: ignored,
  yanchor: ignored,
  pad: ignored,
});

const layout = z.strictObject({
  title: chartTitle.prefault({ text: "" }),
  width: z.number().min(120).default(480),
  height: z.number().min(120).default(380),
  xaxis: axis.prefault({}),
  yaxis: axis.prefault({}),
  barmode: z.literal("overlay").optional(),
  shapes: z.array(shape).default([]),
  showlegend: z.literal(true).optional(),
  font: ignored,
  legend: ignored,
  margin: ignored,
  hovermode: ignored,
  paper_bgcolor: ignored,
  plot_bgcolor: ignored,
});

const schema = z.strictObject({
  data: z.array(z.discriminatedUnion("type", [scatter, bar])).min(1),
  layout,
});

/** A figure that the renderer draws completely, defaults filled in. */
export type Drawable = z.output<typeof schema>;
/** One series of marks. */
export type DrawableTrace = Drawable["data"][number];
/** Lines, markers or both. */
export type ScatterTrace = Extract<DrawableTrace, { type: "scatter" }>;
/** Bars on the horizontal axis. */
export type BarTrace = Extract<DrawableTrace, { type: "bar" }>;
/** A straight line across the chart. */
export type LineShape = Drawable["layout"]["shapes"][number];
/** One axis. */
export type DrawableAxis = Drawable["layout"]["xaxis"];
/** A line's pattern. */
export type Dash = z.output<typeof dash>;

/**
 * Checks that a figure has nothing that the static renderer cannot draw.
 *
 * @throws {InputError} Naming the field that it cannot draw.
 */
export function parseDrawable({ name, data, layout }: Figure): Drawable {
  const plain = JSON.parse(JSON.stringify({ data, layout }, plainArrays));
  return parseConfig<Drawable>(
    schema as z.ZodType<Drawable>,
    plain,
    `figure ${name} as a still picture`,
  );
}

/** A replacer for `JSON.stringify`, which would write typed arrays as objects. */
export function plainArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number>)
    : value;
}
