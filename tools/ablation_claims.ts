/**
 * Judges claims from ablations and from the down-sampling figure.
 *
 * @module
 */
import { ablationCells, ablationOutcomes } from "../lib/experiment/ablation.ts";
import { downsamplingPoints } from "../lib/experiment/downsampling.ts";
import type { ScoreName } from "../lib/record/statistic.ts";
import { meanOverCategories } from "../lib/record/table/category_mean.ts";
import { pairOutcomes, type PairSummary, summarizePairs } from "../lib/record/table/pairs.ts";
import { formatDifference } from "../lib/record/table/sheets.ts";
import { average } from "../lib/metrics/average.ts";
import type { Comparison } from "./difference.ts";
import type { Kept } from "./kept.ts";
import type { Finding } from "./verdict.ts";

/** Measures the difference between two variants of an ablation. */
export function ablationDifference(
  kept: Pick<Kept, "of">,
  plan: string,
  [variant, reference]: Comparison,
  score: ScoreName,
): PairSummary | undefined {
  const { found } = ablationCells(plan, kept.of(plan), score);
  const outcomes = (name: string) => ablationOutcomes(found, name);
  return summarizePairs(pairOutcomes(outcomes(variant), outcomes(reference)), "seeds");
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
  const squares = [...new Set(found.map(({ variant }) => variant))]
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
  return {
    measured: `best between: ${between.variant}; ` +
      differences.map((difference, k) =>
        `${formatDifference(difference.mean, difference.interval)} from ${ends[k]!.variant}`
      )
        .join(", "),
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
 * Judges whether the remaining error in defects rises from each down-sampling ratio to the next, for
 * each method and category: `yes` where it always does, `mostly` where it does in more than half of
 * the steps, else `no`.
 */
export function ratioFinding(kept: Pick<Kept, "of">): Finding | undefined {
  const { found } = downsamplingPoints(kept.of("downsampling"));
  const steps = [...found.values()].flatMap((points) =>
    [...Map.groupBy(points, ({ method }) => method).values()].flatMap((own) => {
      const errors = [...Map.groupBy(own, ({ ratio }) => ratio)].sort(([a], [b]) => a - b)
        .map(([, of]) => average(of.map(({ defect }) => defect)));
      return errors.slice(1).map((error, k) => error > errors[k]!);
    })
  );
  if (steps.length === 0) return undefined;
  const rising = steps.filter((rises) => rises).length;
  return {
    measured: `the error in defects rises in ${rising} of ${steps.length} steps to a higher ratio`,
    verdict: rising === steps.length ? "yes" : rising > steps.length / 2 ? "mostly" : "no",
  };
}
