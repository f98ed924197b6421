/**
 * Differences of image AUROCs, in numbers and in words.
 *
 * @module
 */
import { leavesErrors, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { runOutcomes } from "../../lib/record/table/outcomes.ts";
import {
  type Outcome,
  pairOutcomes,
  type PairSummary,
  summarizePairs,
} from "../../lib/record/table/pairs.ts";
import { formatDifference } from "../../lib/record/table/sheets.ts";
import type { TableInterval } from "../../lib/record/table/statistics.ts";
import { runName } from "../../lib/registry/naming.ts";
import { findMethod } from "../../lib/registry/registry.ts";

/** Two methods by their names, `ae` or `ae[bottleneck]`: the first minus the second. */
export type Comparison = readonly [method: string, reference: string];

/** A mean difference with its intervals: for other categories, and for other seeds on these. */
export interface Difference extends PairSummary {
  /** Absent for one seed. */
  readonly overSeeds?: TableInterval;
  /** The categories of the pairs, in the order of the runs. */
  readonly categories: readonly string[];
}

/**
 * Measures the difference between two methods on a dataset, one class normal, by a score: over all
 * pairs of runs with equal category and seed. Calibrated scores of plain errors are left out.
 *
 * @returns `undefined` where no pair is scored by the same statistic.
 */
export function differenceOf(
  records: readonly RunRecord[],
  dataset: string,
  [method, reference]: Comparison,
  score: ScoreName,
): Difference | undefined {
  const outcomes = (name: string) =>
    runOutcomes(
      records.filter((run) =>
        run.dataset === dataset && run.protocol === "one-class" && runName(run) === name &&
        (score !== "calibrated" || !leavesErrors(run))
      ),
      score,
    );
  return summarizeBoth(pairOutcomes(outcomes(method), outcomes(reference)));
}

/** Summarizes pairs of runs over categories, with the interval over seeds beside it. */
export function summarizeBoth(pairs: readonly Outcome[]): Difference | undefined {
  const difference = summarizePairs(pairs, "categories");
  const overSeeds = summarizePairs(pairs, "seeds")?.interval;
  const categories = [...new Set(pairs.map(({ category }) => category))];
  return difference && { ...difference, categories, ...(overSeeds && { overSeeds }) };
}

/** A comparison in words: `DAAD − AE[bottleneck]`. */
export function comparisonTitle(comparison: Comparison): string {
  return comparison.map((name) => {
    const [id] = name.split("[") as [string];
    return findMethod(id).title + name.slice(id.length);
  }).join(" − ");
}

/** Formats a difference with the number of pairs: `+1.2 [−0.3, 2.7] (30 pairs)`. */
export function formatPairs(difference: PairSummary): string {
  const runs = difference.pairs === 1 ? "1 pair" : `${difference.pairs} pairs`;
  return `${formatDifference(difference.mean, difference.interval)} (${runs})`;
}
