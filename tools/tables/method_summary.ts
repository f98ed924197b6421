/**
 * Means of one method by setting, for its README.
 *
 * @module
 */
import { publishedColumn, publishedMean } from "../../lib/record/compare/published.ts";
import { imageMetrics, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { runOutcomes, untrainedCategories } from "../../lib/record/table/outcomes.ts";
import { formatMarked, formatSpread } from "../../lib/record/table/sheets.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { bySetting } from "../judge/setting.ts";
import { isPartial, marksOf } from "./cell_text.ts";
import { setName } from "./data_name.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/**
 * Formats a row for each data set, variant, size and number of epochs, with the categories, the
 * number of runs, the published mean over the same categories, and our mean image AUROC in percent by
 * each score, `±` its standard deviation over seeds.
 */
export function formatMethodSummary(records: readonly RunRecord[]): string {
  const scores = shownScores(records);
  const rows = bySetting(records).map((runs) => {
    const [{ config, selection }] = runs as [RunRecord];
    const categories = [...new Set(runs.map(({ category }) => category))];
    return [
      escapeMarkdown(runTitle(runs[0]!)),
      setName(runs[0]!),
      categories.length > 3 ? `${categories.length} categories` : categories.join(", "),
      `${config.imageSize}`,
      selection === "no training" ? "–" : formatRange(runs.map(({ epochs }) => epochs)),
      `${runs.length}`,
      publishedOver(runs, categories),
      ...scores.map((score) => ownMean(runs, categories, score)),
    ];
  });
  return formatGrid([
    "Method",
    "Data",
    "Mean of",
    "Pixels",
    "Epochs",
    "Runs",
    "Published",
    ...scores.map((score) => scores.length === 1 ? "Ours" : `Ours, ${SHORT_TITLES[score]}`),
  ], rows);
}

function formatRange(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `${least}` : `${least}–${most}`;
}

function ownMean(
  runs: readonly RunRecord[],
  categories: readonly string[],
  score: ScoreName,
): string {
  const measured = runs.filter((run) => imageMetrics(run, score));
  const mean = meanOverCategories(runOutcomes(measured, score), categories);
  if (mean) return formatSpread(mean) + marksOf(measured);
  const untrained = untrainedCategories(measured).size;
  return untrained > 0 ? `_not trained_ (${untrained} of ${categories.length})` : "";
}

function publishedOver(runs: readonly RunRecord[], categories: readonly string[]): string {
  const column = publishedColumn(runs[0]!);
  const mean = column && publishedMean(column, runs[0]!, categories);
  if (!mean) return "";
  return formatMarked(mean.value, mean.mark) + (isPartial(runs) ? " _not comparable_" : "");
}
