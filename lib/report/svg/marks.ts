/**
 * Marks of static charts: lines, markers, bars and straight lines across the chart.
 *
 * @module
 */
// @ts-types="@types/d3-shape"
import { curveLinear, curveStepAfter, curveStepBefore, line } from "d3-shape";
import { type Markup, markup } from "../figure/markup.ts";
import type { PlotArea, Scale } from "./axes.ts";
import type { BarTrace, Dash, DrawableTrace, LineShape, ScatterTrace } from "./drawable.ts";
import { px } from "./text.ts";

/** Scales from values of the data to positions in the picture. */
export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

const CURVES = { linear: curveLinear, hv: curveStepAfter, vh: curveStepBefore } as const;

/** Lengths of strokes and gaps, in line widths. */
const DASHES: Readonly<Record<Dash, readonly number[]>> = {
  solid: [],
  dash: [4, 2.5],
  dot: [1.2, 1.8],
  dashdot: [5, 2, 1.2, 2],
};

/** `stroke-dasharray` of a pattern; empty for a solid line. */
export function dashArray(dash: Dash, width: number): string {
  return DASHES[dash].map((length) => px(length * width)).join(" ");
}

/** Draws the marks of one trace. */
export function drawTrace(trace: DrawableTrace, scales: Scales): Markup {
  return trace.type === "bar" ? drawBars(trace, scales) : drawScatter(trace, scales);
}

function drawScatter({ mode, x, y, line: style, marker }: ScatterTrace, scales: Scales): Markup {
  const points = x.map((value, i): [number, number] | undefined => {
    const other = y[i];
    return value === null || other === null || other === undefined
      ? undefined
      : [scales.x(value), scales.y(other)];
  });
  const path = line<[number, number] | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => point![0])
    .y((point) => point![1])
    .curve(CURVES[style.shape])
    .digits(2)(points);
  return markup`<g class="trace">${
    mode.includes("lines") && path !== null &&
    markup`<path d="${path}" fill="none" stroke="${style.color}" stroke-width="${style.width}" stroke-linejoin="round"${
      dashAttribute(style.dash, style.width)
    }/>`
  }${
    mode.includes("markers") && points.map((point) =>
      point &&
      markup`<circle cx="${px(point[0])}" cy="${px(point[1])}" r="${
        marker.size / 2
      }" fill="${marker.color}"/>`
    )
  }</g>`;
}

function drawBars({ x, y, width, marker, opacity }: BarTrace, scales: Scales): Markup {
  const zero = scales.y(0);
  return markup`<g class="trace" fill="${marker.color}" fill-opacity="${opacity}">${
    x.map((center, i) => {
      if (y[i] === 0) return undefined;
      const half = width[i]! / 2;
      const [left, right] = [scales.x(center - half), scales.x(center + half)];
      const top = scales.y(y[i]!);
      return markup`<rect x="${px(left)}" y="${px(Math.min(top, zero))}" width="${
        px(right - left)
      }" height="${px(Math.abs(zero - top))}"/>`;
    })
  }</g>`;
}

/** Draws a straight line whose ends are values of the data or, on `paper`, shares of the plot area. */
export function drawShape(
  { xref, yref, x0, x1, y0, y1, line: style }: LineShape,
  scales: Scales,
  { left, right, top, bottom }: PlotArea,
): Markup {
  const x = (value: number) => xref === "x" ? scales.x(value) : left + value * (right - left);
  const y = (value: number) => yref === "y" ? scales.y(value) : bottom - value * (bottom - top);
  return markup`<path class="shape" d="M${px(x(x0))},${px(y(y0))}L${px(x(x1))},${
    px(y(y1))
  }" fill="none" stroke="${style.color}" stroke-width="${style.width}"${
    dashAttribute(style.dash, style.width)
  }/>`;
}

function dashAttribute(dash: Dash, width: number): Markup | undefined {
  return dash === "solid" ? undefined : markup` stroke-dasharray="${dashArray(dash, width)}"`;
}
