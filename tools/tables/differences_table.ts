/**
 * Formats the differences between methods for docs/tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatDifference, formatInterval } from "../../lib/record/table/sheets.ts";
import { type Comparison, comparisonTitle, differenceOf } from "../judge/difference.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/**
 * Formats, for a data set with one class normal, a row per comparison and score: the mean difference in
 * image AUROC, in points, over all pairs of runs with equal category and seed that are scored by the
 * same statistic, with its 95 % interval over categories and that over seeds, and the numbers of
 * categories and pairs; categories that another score of the comparison has are named.
 * Two methods whose own scores are different statistics have no difference by these. Runs that have
 * learnt nothing are left out, as are comparisons and scores without any record.
 */
export function formatDifferences(
  comparisons: readonly Comparison[],
  dataset: string,
  records: readonly RunRecord[],
): string {
  const rows = comparisons.flatMap((comparison) => {
    const found = shownScores(records).flatMap((score) => {
      const difference = differenceOf(records, dataset, comparison, score);
      return difference ? [{ score, difference }] : [];
    });
    const all = new Set(found.flatMap(({ difference }) => difference.categories));
    return found.map(({ score, difference: { mean, interval, overSeeds, categories, pairs } }) => [
      escapeMarkdown(comparisonTitle(comparison)),
      SHORT_TITLES[score]!,
      formatDifference(mean, interval),
      overSeeds ? formatInterval(overSeeds) : "",
      formatCategories(categories, all),
      `${pairs}`,
    ]);
  });
  return formatGrid(["Difference", "By", "Points", "Over seeds", "Categories", "Pairs"], rows);
}

/** `8`, or `6, without hazelnut, screw`. */
function formatCategories(categories: readonly string[], all: ReadonlySet<string>): string {
  const missing = [...all.difference(new Set(categories))].toSorted();
  const count = `${categories.length}`;
  return missing.length === 0
    ? count
    : escapeMarkdown([`${count}, without ${missing[0]}`, ...missing.slice(1)].join(", "));
}
