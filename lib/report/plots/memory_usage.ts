/**
 * The use of memories as a chart.
 *
 * @module
 */
import { chartLayout, type Figure } from "../figure/figure.ts";
import { SERIES } from "../figure/palette.ts";
import type { MemoryInspection } from "../pictures/memory.ts";

/**
 * Plots how much each item is used, the most used first, with one line per level.
 *
 * @param inspections From `inspectMemories`.
 */
export function plotMemoryUsage(inspections: readonly MemoryInspection[]): Figure {
  return {
    name: "memory-usage",
    caption:
      "Summed over blocks and images: the steeper a line falls, the fewer items do the work; on a " +
      "flat line all are used alike. Whether each block chooses, the entropy of its own weights " +
      "says. The effective number is the exponential of the entropy of the usage.",
    data: inspections.map(({ level, usage, effectiveItems }, i) => ({
      type: "scatter" as const,
      mode: "lines" as const,
      name: `level ${level}, effectively ${effectiveItems.toFixed(1)} of ${usage.length}`,
      x: Array.from(usage, (_, rank) => rank + 1),
      y: Array.from(usage.toSorted().toReversed(), (share) => 100 * share),
      line: { color: SERIES[i % SERIES.length], width: 2 },
    })),
    layout: chartLayout({
      title: "Usage of the memories",
      x: { title: "item, the most used first" },
      y: { title: "share of all weights (%)", rangemode: "tozero" },
    }),
  };
}
