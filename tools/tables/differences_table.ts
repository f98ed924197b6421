/**
 * Formats the differences between methods for docs/tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/record.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import {
  type Comparison,
  comparisonTitle,
  differenceOf,
  formatPairs,
} from "../judge/difference.ts";
import { shownScores, titleOf } from "./shown_scores.ts";

/**
 * Formats one row per comparison and, for each plan, a column for each score: the mean difference in
 * image AUROC, in points, over all pairs of runs with equal category and seed that are scored by the
 * same statistic, with its 95 % interval over categories and the number of pairs. Two methods whose
 * own scores are different statistics have no difference by these. Runs that have learnt nothing are
 * left out, as are rows and statistics without any record.
 *
 * @param plans Plans whose datasets are compared, one class normal.
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
    comparisonTitle([method, reference]),
    ...columns.map(({ dataset, score }) => {
      const difference = differenceOf(records, dataset, [method, reference], score);
      return difference ? formatPairs(difference) : "";
    }),
  ]);
  return formatGrid(
    ["Difference", ...columns.map(({ title }) => title)],
    rows.filter(([, ...cells]) => cells.some((cell) => cell !== "")),
  );
}
