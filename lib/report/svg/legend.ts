/**
 * The legend of static charts: rows of entries above the plot.
 *
 * @module
 */
import { type Markup, markup } from "../figure/markup.ts";
import type { DrawableTrace } from "./drawable.ts";
import { dashArray } from "./marks.ts";
import { FONT_SIZE, px, textWidth } from "./text.ts";

const KEY_WIDTH = 26;
const KEY_GAP = 6;
const ENTRY_GAP = 18;
/** Height of one row in pixels. */
export const ROW_HEIGHT = FONT_SIZE * 1.4;

interface Entry {
  readonly trace: DrawableTrace;
  readonly name: string;
  readonly width: number;
}

/**
 * Breaks the entries into rows that fit the width.
 *
 * @param width Width of a row in pixels. An entry that is wider gets a row to itself.
 */
export function legendRows(data: readonly DrawableTrace[], width: number): Entry[][] {
  const rows: Entry[][] = [];
  let used = Infinity;
  for (const trace of data) {
    if (!trace.showlegend || trace.name === undefined) continue;
    const entry = {
      trace,
      name: trace.name,
      width: KEY_WIDTH + KEY_GAP + textWidth(trace.name) + ENTRY_GAP,
    };
    if (used + entry.width - ENTRY_GAP > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(entry);
    used += entry.width;
  }
  return rows;
}

/** Draws rows, starting at the top left. */
export function drawLegend(
  rows: readonly (readonly Entry[])[],
  { left, top }: { left: number; top: number },
): Markup {
  return markup`<g class="legend">${
    rows.map((row, r) => {
      const middle = top + (r + 0.5) * ROW_HEIGHT;
      let x = left;
      return row.map(({ trace, name, width }) => {
        const drawn = markup`${drawKey(trace, x, middle)}<text x="${
          px(x + KEY_WIDTH + KEY_GAP)
        }" y="${px(middle + FONT_SIZE * 0.35)}">${name}</text>`;
        x += width;
        return drawn;
      });
    })
  }</g>`;
}

function drawKey(trace: DrawableTrace, x: number, y: number): Markup {
  if (trace.type === "bar") {
    return markup`<rect x="${px(x + 6)}" y="${
      px(y - 6)
    }" width="14" height="12" fill="${trace.marker.color}" fill-opacity="${trace.opacity}"/>`;
  }
  const { mode, line, marker } = trace;
  return markup`${
    mode.includes("lines") &&
    markup`<path d="M${px(x)},${
      px(y)
    }h${KEY_WIDTH}" stroke="${line.color}" stroke-width="${line.width}" stroke-dasharray="${
      dashArray(line.dash, line.width) || "none"
    }"/>`
  }${
    mode.includes("markers") &&
    markup`<circle cx="${px(x + KEY_WIDTH / 2)}" cy="${px(y)}" r="${
      marker.size / 2
    }" fill="${marker.color}"/>`
  }`;
}
