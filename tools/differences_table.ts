/**
 * How far methods are apart, for REPRODUCTION.md.
 *
 * @module
 */
import type { RunRecord } from "../lib/record/record.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { runOutcomes } from "../lib/record/table/outcomes.ts";
import { pairOutcomes, summarizePairs } from "../lib/record/table/pairs.ts";
import { runName, runTitle } from "../lib/registry/naming.ts";
import { formatDifference } from "./difference.ts";
import { shownScores, titleOf } from "./shown_scores.ts";

/** Two methods by their names, `ae` or `ae[bottleneck]`: the first minus the second. */
export type Comparison = readonly [method: string, reference: string];

/**
 * A row a comparison and, for each plan, a column for each score: the mean difference in image AUROC,
 * in points, over all pairs of runs with equal category and seed that are scored by the same statistic,
 * with its 95 % interval over categories and the number of pairs. By their own scores two methods that
 * use different statistics have no difference. Runs that have learnt nothing are left out, as are rows
 * and statistics of which no record knows anything.
 *
 * @param plans Whose datasets are compared, one class normal.
 */
export function formatDifferences(
  comparisons: readonly Comparison[],
  plans: readonly { readonly title: string; readonly dataset: string }[],
  records: readonly RunRecord[],
): string {
  const scores = shownScores(records);
  const columns = plans.flatMap(({ title, dataset }) =>
    scores.map((score) => ({ title: titleOf(title, score, scores), dataset, score }))
  );
  const rows = comparisons.map(([method, reference]) => [
    `${nameOf(method, records)} − ${nameOf(reference, records)}`,
    ...columns.map(({ dataset, score }) => {
      const outcomes = (name: string) => runOutcomes(runsOf(records, dataset, name), score);
      const pairs = pairOutcomes(outcomes(method), outcomes(reference));
      const difference = summarizePairs(pairs, "categories");
      if (!difference) return "";
      const runs = difference.pairs === 1 ? "1 pair" : `${difference.pairs} pairs`;
      return `${formatDifference(difference)} (${runs})`;
    }),
  ]);
  return formatGrid(
    ["Difference", ...columns.map(({ title }) => title)],
    rows.filter(([, ...cells]) => cells.some((cell) => cell !== "")),
  );
}

function runsOf(records: readonly RunRecord[], dataset: string, name: string): RunRecord[] {
  return records.filter((run) =>
    run.dataset === dataset && run.protocol === "one-class" && runName(run) === name
  );
}

function nameOf(name: string, records: readonly RunRecord[]): string {
  const run = records.find((run) => runName(run) === name);
  return run ? runTitle(run) : name;
}
