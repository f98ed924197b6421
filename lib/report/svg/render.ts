/**
 * Draws a figure as SVG, for reports and files and where there is no Plotly.
 *
 * @module
 */
import type { Figure } from "../figure/figure.ts";
import { markup } from "../figure/markup.ts";
import {
  drawHorizontalAxis,
  drawVerticalAxis,
  HORIZONTAL_AXIS_HEIGHT,
  planAxis,
  verticalAxisWidth,
} from "./axes.ts";
import { parseDrawable } from "./drawable.ts";
import { drawLegend, legendRows, ROW_HEIGHT } from "./legend.ts";
import { drawShape, drawTrace } from "./marks.ts";
import { FONT_SIZE, px } from "./text.ts";

const EDGE = 12;
const TITLE_SIZE = 16;
const INK = "#222222";

/**
 * Draws a figure with lines, markers, bars and straight shapes; refuses anything else.
 *
 * Text and axes have the colour `currentColor`, dark by default, and the background has the class
 * `background`, so a page can change both with CSS.
 *
 * @param figure Result of a chart function, or a figure with the same kinds of traces.
 * @returns One `<svg>` element with title and description.
 * @throws {InputError} Naming the field of the figure that it cannot draw.
 *
 * @example
 * ```ts
 * import { renderSvg } from "./render.ts";
 * import { plotLosses } from "../plots/losses.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const svg = renderSvg(plotLosses([{ total: 0.5 }, { total: 0.25 }]));
 * assertStringIncludes(svg, "<title>Training loss</title>");
 * ```
 */
export function renderSvg(figure: Figure): string {
  const drawable = parseDrawable(figure);
  const { data, layout } = drawable;
  const { width, height, title } = layout;

  const rows = legendRows(data, width - 2 * EDGE);
  const legendTop = EDGE + TITLE_SIZE + 8;
  const top = legendTop + rows.length * ROW_HEIGHT + 8;
  const bottom = height - HORIZONTAL_AXIS_HEIGHT - 2;
  const yPlan = planAxis(drawable, "y", bottom - top);
  const left = verticalAxisWidth(yPlan.ticks) + 4;
  const area = { left, top, right: width - EDGE - 8, bottom };
  const xPlan = planAxis(drawable, "x", area.right - left);
  const scales = { x: xPlan.place(left, area.right), y: yPlan.place(bottom, top) };
  // A unique name in a page with several charts.
  const clip = `plot-area-${figure.name.replace(/\W/g, "_")}`;

  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width:100%;height:auto" role="img" color="${INK}" font-family="sans-serif" font-size="${FONT_SIZE}" fill="currentColor"><title>${title.text}</title><desc>${figure.caption}</desc><rect class="background" width="${width}" height="${height}" fill="#ffffff"/><text x="${EDGE}" y="${
    EDGE + TITLE_SIZE * 0.8
  }" font-size="${TITLE_SIZE}" font-weight="bold">${title.text}</text>${
    drawHorizontalAxis({
      ticks: xPlan.ticks,
      title: layout.xaxis.title.text,
      scale: scales.x,
      area,
    })
  }${
    drawVerticalAxis({ ticks: yPlan.ticks, title: layout.yaxis.title.text, scale: scales.y, area })
  }<clipPath id="${clip}"><rect x="${px(left)}" y="${px(top)}" width="${
    px(area.right - left)
  }" height="${px(bottom - top)}"/></clipPath><g clip-path="url(#${clip})">${
    data.map((trace) => drawTrace(trace, scales))
  }${layout.shapes.map((shape) => drawShape(shape, scales, area))}</g>${
    drawLegend(rows, { left: EDGE, top: legendTop })
  }</svg>`.text;
}
