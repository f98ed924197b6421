/**
 * Scores of two runs for the same images as a chart.
 *
 * @module
 */
import { chartLayout, type Figure } from "../figure/figure.ts";
import { OKABE_ITO } from "../figure/palette.ts";

/** One image with its scores by two runs. */
export interface ScorePair {
  /** 0 = normal, 1 = anomalous. */
  readonly label: 0 | 1;
  /** Raw scores. */
  readonly scores: readonly [number, number];
}

/**
 * Plots the scores of one run against those of another.
 *
 * @param names Names of the first and the second run.
 *
 * @example
 * ```ts
 * import { plotScorePairs } from "./score_pairs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const images = [{ label: 0, scores: [1, 2] }, { label: 1, scores: [3, 5] }] as const;
 * const { data } = plotScorePairs(images, ["AE", "DAAD"]);
 * assertEquals([data[1]?.x, data[1]?.y], [[3], [5]]);
 * ```
 */
export function plotScorePairs(
  images: readonly ScorePair[],
  names: readonly [string, string],
): Figure {
  const points = (label: 0 | 1, name: string, color: string) => {
    const own = images.filter((image) => image.label === label);
    return {
      type: "scatter" as const,
      mode: "markers" as const,
      name,
      x: own.map(({ scores }) => scores[0]),
      y: own.map(({ scores }) => scores[1]),
      marker: { color, size: 7 },
    };
  };
  return {
    name: "score-pairs",
    caption: "Each point is a test image. Where a horizontal line parts the colours, the second " +
      "run tells them apart; where a vertical one does, the first. Units differ between methods.",
    data: [
      points(0, "normal", OKABE_ITO.blue),
      points(1, "anomalous", OKABE_ITO.vermillion),
    ].filter(({ x }) => x.length > 0),
    layout: chartLayout({
      title: "Scores of both runs",
      x: { title: `score by ${short(names[0])}` },
      y: { title: `score by ${short(names[1])}` },
    }),
  };
}

/** Shortens a name to fit beside an axis. */
function short(name: string): string {
  return name.length <= 34 ? name : `${name.slice(0, 12)}…${name.slice(-20)}`;
}
