/**
 * Judges claims from ablations and from the down-sampling figure.
 *
 * @module
 */
import { ablationCells, ablationOutcomes } from "../../lib/experiment/notebook/ablation.ts";
import { downsamplingPoints } from "../../lib/experiment/notebook/downsampling.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { pairOutcomes } from "../../lib/record/table/pairs.ts";
import type { StoredRecord } from "../../lib/record/table/read.ts";
import { formatDifference, formatInterval } from "../../lib/record/table/sheets.ts";
import { summarizeDifferences } from "../../lib/record/table/statistics.ts";
import type { Kept } from "../kept/kept.ts";
import { type Comparison, type Difference, summarizeBoth } from "./difference.ts";
import { type Finding, judgeDifference } from "./verdict.ts";

/** Measures the difference between two variants of an ablation. */
export function ablationDifference(
  kept: Pick<Kept, "of">,
  plan: string,
  [variant, reference]: Comparison,
  score: ScoreName,
): Difference | undefined {
  const { found } = ablationCells(plan, kept.of(plan), score);
  const outcomes = (name: string) => ablationOutcomes(found, name);
  return summarizeBoth(pairOutcomes(outcomes(variant), outcomes(reference)));
}

/**
 * Judges whether a division between whole maps and single positions has the highest mean: `yes` where
 * it is above both extremes, each by a whole interval; `no` where an extreme has the highest mean and
 * is above the best division in between by a whole interval; `open` where there is no interval.
 */
export function granularityFinding(
  kept: Pick<Kept, "of">,
  score: ScoreName,
): Finding | undefined {
  const { found } = ablationCells("granularity", kept.of("granularity"), score);
  const categories = [...new Set(found.map(({ category }) => category))];
  const own = found.filter(({ sameAs }) => sameAs === undefined);
  const squares = [...new Set(own.map(({ variant }) => variant))]
    .filter((variant) => /^daad-(\d+)x\1x1$/.test(variant))
    .flatMap((variant) => {
      const mean = meanOverCategories(ablationOutcomes(found, variant), categories)?.mean;
      return mean === undefined ? [] : [{ variant, mean }];
    })
    .sort((a, b) => Number.parseInt(a.variant.slice(5)) - Number.parseInt(b.variant.slice(5)));
  const between = squares.slice(1, -1).toSorted((a, b) => b.mean - a.mean)[0];
  if (!between) return undefined;
  const ends = [squares[0]!, squares.at(-1)!].toSorted((a, b) => b.mean - a.mean);
  const differences = ends.map(({ variant }) =>
    ablationDifference(kept, "granularity", [between.variant, variant], score)!
  );
  const above = differences.map(({ interval }) => interval && interval.low > 0);
  const below = differences.map(({ interval }) => interval && interval.high < 0);
  const listed = (intervals: (difference: Difference) => string) =>
    differences.map((difference, k) => `${intervals(difference)} from ${ends[k]!.variant}`)
      .join(", ");
  return {
    measured: `best between: ${between.variant}; ` +
      listed(({ mean, interval }) => formatDifference(mean, interval)),
    overSeeds: differences.every(({ overSeeds }) => overSeeds)
      ? listed(({ overSeeds }) => formatInterval(overSeeds!))
      : undefined,
    verdict: above.every((it) => it)
      ? "yes"
      : below.some((it) => it)
      ? "no"
      : above.includes(undefined)
      ? "open"
      : "unclear",
  };
}

/**
 * Judges whether the remaining error in defects rises with the down-sampling ratio: the slope of its
 * logarithm over that of the ratio, by least squares for each method and category. The methods of a
 * category are averaged; the interval from which the verdict follows is over categories.
 */
export function ratioFinding(kept: Pick<Kept, "of">): Finding | undefined {
  const runs = kept.of("downsampling");
  const slopes = slopesOf(runs);
  if (slopes.size === 0) return undefined;
  const difference = summarizeDifferences([...slopes.values()], "categories");
  const ofSeeds = [...Map.groupBy(runs, ({ record }) => record.seed).values()].map(slopesOf)
    .filter((own) => own.size === slopes.size);
  const overSeeds = ofSeeds.length > 1
    ? summarizeDifferences(ofSeeds.map((own) => average([...own.values()])), "seeds").interval
    : undefined;
  const factor = (slope: number) => (2 ** slope).toFixed(2);
  const inFactors = ({ low, high }: { low: number; high: number }) =>
    `[${factor(low)}, ${factor(high)}]`;
  const { mean, interval } = difference;
  return {
    measured: `${factor(mean)} times the error in defects at twice the ratio` +
      (interval ? ` ${inFactors(interval)}` : ""),
    ...(overSeeds && { overSeeds: inFactors(overSeeds) }),
    verdict: judgeDifference(difference),
  };
}

/** The mean slope of the methods by category, of those with two ratios or more; of what learnt something. */
function slopesOf(runs: readonly StoredRecord[]): Map<string, number> {
  const categories = [...downsamplingPoints(runs).found].flatMap(([category, points]) => {
    const trained = points.filter(({ untrained }) => !untrained);
    const own = [...Map.groupBy(trained, ({ method }) => method).values()]
      .filter((series) => new Set(series.map(({ ratio }) => ratio)).size > 1)
      .map((series) =>
        slopeOf(series.map(({ ratio, defect }) => [Math.log2(ratio), Math.log2(defect)]))
      );
    return own.length === 0 ? [] : [[category, average(own)] as const];
  });
  return new Map(categories);
}

/** The slope of the line through points `[x, y]` by least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [0, 1].map((k) => average(points.map((point) => point[k]!))) as [number, number];
  const sum = (term: (dx: number, dy: number) => number) =>
    points.reduce((total, [px, py]) => total + term(px - x, py - y), 0);
  return sum((dx, dy) => dx * dy) / sum((dx) => dx * dx);
}
