/**
 * Axes of static charts: scales, ticks, grid.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleLinear, scaleLog } from "d3-scale";
import { type Markup, markup } from "../figure/markup.ts";
import type { Drawable, DrawableAxis, DrawableTrace } from "./drawable.ts";
import { FONT_SIZE, px, textWidth } from "./text.ts";

/** Turns a value of the data into a coordinate in pixels. */
export type Scale = (value: number) => number;

/** A value of an axis with its label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** The area of the chart without titles and labels, in pixels from the top left. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An axis whose position is not yet known. */
export interface AxisPlan {
  readonly ticks: readonly Tick[];
  /** Makes the scale for a first and a last coordinate. */
  place(first: number, last: number): Scale;
}

const TICK_LENGTH = 5;
const LABEL_GAP = 4;
/** Minimum width of a tick on the horizontal axis, in pixels. */
const TICK_SPACING = 70;
/** Margin beyond the outermost data, as a share of its extent. */
const PADDING = 0.04;

/** Width of the labels and the title of the vertical axis, in pixels. */
export function verticalAxisWidth(ticks: readonly Tick[]): number {
  const widest = Math.max(0, ...ticks.map(({ label }) => textWidth(label)));
  return 2 * FONT_SIZE + widest + LABEL_GAP + TICK_LENGTH;
}

/** Height of the labels and the title of the horizontal axis, in pixels. */
export const HORIZONTAL_AXIS_HEIGHT = TICK_LENGTH + LABEL_GAP + 3 * FONT_SIZE;

/**
 * Chooses domain and ticks of an axis.
 *
 * @param name Which axis.
 * @param length Its approximate length in pixels, which decides the number of ticks.
 */
export function planAxis(
  { data, layout }: Drawable,
  name: "x" | "y",
  length: number,
): AxisPlan {
  const axis = name === "x" ? layout.xaxis : layout.yaxis;
  const count = Math.max(2, Math.floor(length / (name === "x" ? TICK_SPACING : 50)));
  const domain = domainOf(axis, data, name);
  if (axis.type === "log") {
    const scale = scaleLog().domain(domain);
    return {
      ticks: (axis.tickvals ?? logTicks(scale.ticks(), domain)).map((value) => ({
        value,
        label: Number(value.toPrecision(6)).toString(),
      })),
      place: (first, last) => scale.copy().range([first, last]),
    };
  }
  const scale = scaleLinear().domain(domain);
  // Epochs and numbers of images have no halves.
  const whole = !axis.range && data.every((trace) => trace[name].every(isWhole));
  const format = scale.tickFormat(count, whole ? "d" : undefined);
  const ticks = axis.tickvals ?? scale.ticks(count).filter((value) => !whole || isWhole(value));
  return {
    ticks: ticks.map((value, i) => ({
      value,
      label: axis.ticktext?.[i] ?? tickLabel(value, format),
    })),
    place: (first, last) => scale.copy().range([first, last]),
  };
}

function isWhole(value: number | null): boolean {
  return value === null || Number.isInteger(value);
}

/**
 * Formats a tick. Very small and very large numbers get exponents, as their zeros would fill the
 * margin.
 */
function tickLabel(value: number, format: (value: number) => string): string {
  const label = format(value);
  if (label.length <= 7) return label;
  if (value === 0) return "0";
  return Number(value.toPrecision(3)).toExponential().replace("e+", "e");
}

/**
 * Chooses ticks: powers of ten; where there are few, multiples of them too, then all digits, then
 * d3's ticks.
 */
function logTicks(all: readonly number[], [low, high]: [number, number]): number[] {
  const decades = Math.log10(high / low);
  const wanted = decades > 3 ? [[1]] : decades > 1.5 ? [[1, 3]] : [[1, 2, 5], DIGITS];
  const choices = wanted.map((digits) =>
    all.filter((value) => {
      const mantissa = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
      return digits.some((digit) => Math.abs(mantissa - digit) < 1e-6);
    })
  );
  return choices.find((ticks) => ticks.length >= LEAST_TICKS) ?? [...all];
}

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Fewer ticks do not show the scale. */
const LEAST_TICKS = 3;

function domainOf(
  { type, range, rangemode }: DrawableAxis,
  data: readonly DrawableTrace[],
  name: "x" | "y",
): [number, number] {
  if (range) return type === "log" ? [10 ** range[0], 10 ** range[1]] : [...range];
  let [low, high] = extent(data, name);
  if (type === "log") {
    const factor = (high / low) ** PADDING || 1;
    return low === high ? [low / 2, low * 2] : [low / factor, high * factor];
  }
  if (low === high) {
    const half = Math.abs(low) / 2 || 0.5;
    [low, high] = [low - half, high + half];
  }
  const padding = (high - low) * PADDING;
  const floor = rangemode === "tozero" && low >= 0 ? 0 : low - padding;
  return [floor, high + padding];
}

/** The least and the greatest value that the traces show; bars start at zero and have widths. */
function extent(data: readonly DrawableTrace[], name: "x" | "y"): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const see = (value: number | null) => {
    if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
  };
  for (const trace of data) {
    if (trace.type === "bar" && name === "y") see(0);
    trace[name].forEach((value, i) => {
      const half = trace.type === "bar" && name === "x" ? trace.width[i]! / 2 : 0;
      if (value === null) return;
      see(value - half);
      see(value + half);
    });
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Draws grid, axis line, tick labels and title of the horizontal axis. */
export function drawHorizontalAxis(
  { ticks, title, scale, area }: DrawnAxis,
): Markup {
  const { left, right, top, bottom } = area;
  return markup`<g class="x-axis">${
    ticks.map(({ value, label }) => {
      const x = px(scale(value));
      return markup`<path class="grid" d="M${x},${px(top)}V${
        px(bottom)
      }" stroke="currentColor" stroke-opacity="0.12"/><path d="M${x},${
        px(bottom)
      }v${TICK_LENGTH}" stroke="currentColor"/><text x="${x}" y="${
        px(bottom + TICK_LENGTH + LABEL_GAP + FONT_SIZE * 0.8)
      }" text-anchor="middle">${label}</text>`;
    })
  }<path d="M${px(left)},${px(bottom)}H${px(right)}" stroke="currentColor" fill="none"/><text x="${
    px((left + right) / 2)
  }" y="${
    px(bottom + HORIZONTAL_AXIS_HEIGHT - FONT_SIZE * 0.6)
  }" text-anchor="middle" class="axis-title">${title}</text></g>`;
}

/** Draws grid, axis line, tick labels and title of the vertical axis. */
export function drawVerticalAxis({ ticks, title, scale, area }: DrawnAxis): Markup {
  const { left, right, top, bottom } = area;
  const middle = px((top + bottom) / 2);
  return markup`<g class="y-axis">${
    ticks.map(({ value, label }) => {
      const y = scale(value);
      return markup`<path class="grid" d="M${px(left)},${px(y)}H${
        px(right)
      }" stroke="currentColor" stroke-opacity="0.12"/><path d="M${px(left)},${
        px(y)
      }h${-TICK_LENGTH}" stroke="currentColor"/><text x="${
        px(left - TICK_LENGTH - LABEL_GAP)
      }" y="${px(y + FONT_SIZE * 0.35)}" text-anchor="end">${label}</text>`;
    })
  }<path d="M${px(left)},${px(top)}V${px(bottom)}" stroke="currentColor" fill="none"/><text x="${
    px(FONT_SIZE)
  }" y="${middle}" transform="rotate(-90 ${
    px(FONT_SIZE)
  } ${middle})" text-anchor="middle" class="axis-title">${title}</text></g>`;
}

/** Everything that drawing an axis needs. */
export interface DrawnAxis {
  readonly ticks: readonly Tick[];
  readonly title: string;
  readonly scale: Scale;
  readonly area: PlotArea;
}
