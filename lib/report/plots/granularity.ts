/**
 * The granularity of a division as a chart.
 *
 * @module
 */
import { chartLayout, type Figure } from "../figure/figure.ts";
import { OKABE_ITO } from "../figure/palette.ts";

/** Reconstruction errors at one granularity. */
export interface GranularityPoint {
  /** Blocks along each side. */
  readonly blocks: number;
  /** Mean squared error of normal images. */
  readonly normal: number;
  /** Mean squared error inside defects. */
  readonly defect: number;
}

/**
 * Plots the errors of defects and of normal images against the number of blocks along each side.
 *
 * @param points One per granularity, in any order.
 *
 * @example
 * ```ts
 * import { plotGranularity } from "./granularity.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [2, 1].map((blocks) => ({ blocks, normal: 0.1, defect: 1 / blocks }));
 * const { caption, data } = plotGranularity(points);
 * assertEquals(data[0]?.y, [1, 0.5]);
 * assertEquals(caption.includes("defects stand out most at 1 (10.0 times"), true);
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
    caption: "What a score can use is the distance between the lines. " + describe(sorted),
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

/** Says where defects stand out most, and how finer blocks change both errors. */
function describe(sorted: readonly GranularityPoint[]): string {
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return "";
  const gap = ({ defect, normal }: GranularityPoint) => defect / normal;
  const best = sorted.reduce((a, b) => gap(b) > gap(a) ? b : a);
  const share = (part: "defect" | "normal") => `${Math.round(100 * last[part] / first[part])} %`;
  if (!sorted.every(({ defect }) => Number.isFinite(defect))) {
    return `From ${first.blocks} to ${last.blocks} blocks the error of normal images goes to ` +
      `${share("normal")} of what it was; without masks that of defects is not known.`;
  }
  return `From ${first.blocks} to ${last.blocks} blocks the error of defects goes to ` +
    `${share("defect")} of what it was, that of normal images to ${
      share("normal")
    }; defects stand ` +
    `out most at ${best.blocks} (${gap(best).toFixed(1)} times the error of normal images).`;
}
