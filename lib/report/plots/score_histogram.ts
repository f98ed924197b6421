/**
 * The distribution of scores as a chart.
 *
 * @module
 */
// @ts-types="@types/d3-scale"
import { scaleLinear } from "d3-scale";
import type { Plot } from "nodeplotlib";
import { InputError } from "../../errors.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { CLASS_COLOURS, OKABE_ITO } from "../figure/palette.ts";
import type { Threshold } from "../figure/threshold.ts";

/** Scores of images, with labels where they are known. */
export interface MaybeLabelledScores {
  /** Raw scores, larger = more anomalous. */
  readonly scores: ArrayLike<number>;
  /** 0 = normal, 1 = anomalous, undefined = not known; absent where none is known. */
  readonly labels?: ArrayLike<number | undefined>;
}

/** Approximate number of bins; their edges are round numbers. */
const BINS = 24;

const GROUPS = [
  { label: 0, name: "normal", colour: CLASS_COLOURS[0] },
  { label: 1, name: "anomalous", colour: CLASS_COLOURS[1] },
  { label: undefined, name: "not labelled", colour: OKABE_ITO.green },
] as const;

/**
 * Plots a histogram of the scores, with normal and anomalous images in one frame.
 *
 * A threshold is drawn only if one is given. If it was chosen on the scores that are shown, it must say
 * so (`byShown`); `trainingThreshold` chooses one without them.
 *
 * @param results Results of `evaluate`, or any scores.
 * @param options.threshold Drawn as a line; images above it count as anomalous.
 * @param options.calibrated Whether the scores are calibrated ones, for the axis. Default: raw ones.
 * @throws {InputError} If there are no scores, or one is not finite.
 *
 * @example
 * ```ts
 * import { plotScoreHistogram } from "./score_histogram.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = plotScoreHistogram({ scores: [1, 1, 2, 5], labels: [0, 0, 0, 1] });
 * assertEquals(figure.data.map((trace) => trace.name), ["normal (3)", "anomalous (1)"]);
 * ```
 */
export function plotScoreHistogram(
  { scores, labels }: MaybeLabelledScores,
  { threshold, calibrated = false }: { threshold?: Threshold; calibrated?: boolean } = {},
): Figure {
  const all = Array.from(scores);
  if (all.length === 0) throw new InputError("score histogram: no scores");
  const bad = all.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) throw new InputError(`score histogram: score ${bad} is ${all[bad]}`);
  const edges = binEdges(all);
  const groups = GROUPS.flatMap(({ label, name, colour }) => {
    const own = all.filter((_, i) => labels?.[i] === label);
    return own.length > 0 ? [{ name, colour, scores: own }] : [];
  });
  return {
    name: "scores",
    caption: caption(groups, threshold),
    data: [
      ...groups.map(({ name, colour, scores }): Plot => ({
        type: "bar",
        name: `${name} (${scores.length})`,
        x: edges.slice(1).map((edge, k) => (edge + edges[k]!) / 2),
        y: countInBins(scores, edges),
        width: edges.slice(1).map((edge, k) => edge - edges[k]!),
        marker: { color: colour },
        opacity: 0.6,
      })),
      // Shapes have no entry in the legend; an empty line has one.
      ...(threshold ? [thresholdEntry(threshold)] : []),
    ],
    layout: {
      ...chartLayout({
        title: "Scores of images",
        x: {
          title: calibrated
            ? "calibrated score (standard deviations)"
            : "raw score (no unit, larger = more anomalous)",
          ...(threshold && { range: rangeWith(threshold.value, edges) }),
        },
        y: { title: "images per bin", rangemode: "tozero" },
      }),
      barmode: "overlay",
      shapes: threshold
        ? [{
          type: "line",
          xref: "x",
          x0: threshold.value,
          x1: threshold.value,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: THRESHOLD_LINE,
        }]
        : [],
    },
  };
}

const THRESHOLD_LINE = { color: OKABE_ITO.gray, width: 2, dash: "dash" } as const;

function thresholdEntry({ value }: Threshold): Plot {
  const name = `threshold ${value.toPrecision(3)}`;
  return { type: "scatter", mode: "lines", name, x: [null], y: [null], line: THRESHOLD_LINE };
}

/** What the axis shows: all bins and the threshold, which Plotly's own range leaves out. */
function rangeWith(threshold: number, edges: readonly number[]): [number, number] {
  const [low, high] = [Math.min(edges[0]!, threshold), Math.max(edges.at(-1)!, threshold)];
  const margin = (high - low) / 20;
  return [low - margin, high + margin];
}

/** Equal bins with round edges that cover all scores. */
function binEdges(scores: readonly number[]): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const score of scores) [low, high] = [Math.min(low, score), Math.max(high, score)];
  // All scores are equal: use one bin around them.
  if (low === high) {
    const half = Math.abs(low) / 20 || 0.5;
    return [low - half, low + half];
  }
  const scale = scaleLinear().domain([low, high]).nice(BINS);
  return scale.ticks(BINS);
}

/** A score on an edge belongs to the upper bin, except for the last edge. */
function countInBins(scores: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const score of scores) {
    const above = edges.findIndex((edge) => edge > score);
    counts[above < 0 ? counts.length - 1 : Math.max(0, above - 1)]!++;
  }
  return counts;
}

function caption(
  groups: readonly { name: string; scores: readonly number[] }[],
  threshold: Threshold | undefined,
): string {
  const shown = "How many images have which score.";
  if (!threshold) return `${shown} No threshold is drawn: none was given.`;
  const byShown = threshold.byShown ? " These images chose it, so this is no test of it." : "";
  const above = groups.map(({ name, scores }) =>
    `${scores.filter((score) => score > threshold.value).length} of ${scores.length} ${name}`
  );
  return `${shown} The threshold is ${threshold.source}; above it are ${
    above.join(" and ")
  } images.${byShown}`;
}
