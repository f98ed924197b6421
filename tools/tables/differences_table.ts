/**
 * Formats the differences between methods for docs/tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatDifference, formatInterval } from "../../lib/record/table/sheets.ts";
import { type Comparison, comparisonTitle, differenceOf } from "../judge/difference.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/**
 * Formats, for a data set with one class normal, a row per comparison and score: the mean difference in
 * image AUROC, in points, over all pairs of runs with equal category and seed that are scored by the
 * same statistic, with its 95 % interval over categories and that over seeds, and the number of pairs.
 * Two methods whose own scores are different statistics have no difference by these. Runs that have
 * learnt nothing are left out, as are comparisons and scores without any record.
 */
export function formatDifferences(
  comparisons: readonly Comparison[],
  dataset: string,
  records: readonly RunRecord[],
): string {
  const rows = comparisons.flatMap((comparison) =>
    shownScores(records).flatMap((score) => {
      const difference = differenceOf(records, dataset, comparison, score);
      return difference
        ? [[
          escapeMarkdown(comparisonTitle(comparison)),
          SHORT_TITLES[score]!,
          formatDifference(difference.mean, difference.interval),
          difference.overSeeds ? formatInterval(difference.overSeeds) : "",
          `${difference.pairs}`,
        ]]
        : [];
    })
  );
  return formatGrid(["Difference", "By", "Points", "Over seeds", "Pairs"], rows);
}
