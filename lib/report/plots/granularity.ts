/**
 * The granularity of a division as a chart.
 *
 * @module
 */
import { chartLayout, type Figure } from "../figure.ts";
import { OKABE_ITO } from "../palette.ts";

/** How well one granularity rebuilds. */
export interface GranularityPoint {
  /** Blocks along each side. */
  readonly blocks: number;
  /** Mean squared error of normal images. */
  readonly normal: number;
  /** The same inside of defects. */
  readonly defect: number;
}

/**
 * Plots the errors of defects and of normal images against the number of blocks along each side.
 *
 * @param points In any order.
 *
 * @example
 * ```ts
 * import { plotGranularity } from "./granularity.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [2, 1].map((blocks) => ({ blocks, normal: 0.1, defect: 1 / blocks }));
 * assertEquals(plotGranularity(points).data[0]?.y, [1, 0.5]);
 * ```
 */
export function plotGranularity(points: readonly GranularityPoint[]): Figure {
  const sorted = points.toSorted((a, b) => a.blocks - b.blocks);
  const line = (part: "defect" | "normal", name: string, color: string) => ({
    type: "scatter" as const,
    mode: "lines+markers" as const,
    name,
    x: sorted.map(({ blocks }) => blocks),
    y: sorted.map((point) => point[part]),
    line: { color, width: 2 },
    marker: { color, size: 6 },
  });
  return {
    name: "granularity",
    caption:
      "The finer the blocks, the better defects are rebuilt; normal images change less. What a " +
      "score can use is the distance between the lines.",
    data: [
      line("defect", "defects", OKABE_ITO.vermillion),
      line("normal", "normal images", OKABE_ITO.blue),
    ],
    layout: chartLayout({
      title: "Granularity",
      x: {
        title: "blocks along each side",
        type: "log",
        tickvals: sorted.map(({ blocks }) => blocks),
      },
      y: { title: "mean squared error (log scale)", type: "log" },
    }),
  };
}
