/**
 * Means of one method by setting, for its README.
 *
 * @module
 */
import { publishedColumn, publishedMean } from "../lib/record/published.ts";
import type { RunRecord } from "../lib/record/record.ts";
import type { ScoreName } from "../lib/record/statistic.ts";
import { meanOverCategories } from "../lib/record/table/category_mean.ts";
import { escapeMarkdown, formatGrid } from "../lib/record/table/markdown_grid.ts";
import { runOutcomes } from "../lib/record/table/outcomes.ts";
import { formatMarked, formatSpread } from "../lib/record/table/sheets.ts";
import { runTitle } from "../lib/registry/naming.ts";
import { marksOf } from "./cell_text.ts";
import { DATASETS } from "./method_table.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/**
 * Formats a row for each data set, variant, size and number of epochs, with the categories, the
 * number of runs, the published mean over the same categories, and our mean image AUROC in percent by
 * each score, `±` its standard deviation over seeds.
 */
export function formatMethodSummary(records: readonly RunRecord[]): string {
  const scores = shownScores(records);
  const rows = [...Map.groupBy(records, settingOf).values()].map((runs) => {
    const [{ config, epochs, selection }] = runs as [RunRecord];
    const categories = [...new Set(runs.map(({ category }) => category))];
    return [
      escapeMarkdown(runTitle(runs[0]!)),
      DATASETS[runs[0]!.dataset] ?? runs[0]!.dataset,
      categories.length > 3 ? `${categories.length} categories` : categories.join(", "),
      `${config.imageSize}`,
      selection === "no training" ? "–" : `${epochs}`,
      `${runs.length}`,
      publishedOver(runs[0]!, categories),
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

/** Runs of one setting differ in category and seed only. */
function settingOf(run: RunRecord): string {
  const { dataset, protocol, config, epochs } = run;
  return JSON.stringify([dataset, protocol, runTitle(run), config.imageSize, epochs]);
}

function ownMean(
  runs: readonly RunRecord[],
  categories: readonly string[],
  score: ScoreName,
): string {
  const mean = meanOverCategories(runOutcomes(runs, score), categories);
  return mean ? formatSpread(mean) + marksOf(runs) : marksOf(runs).trim();
}

function publishedOver(run: RunRecord, categories: readonly string[]): string {
  const column = publishedColumn(run);
  const mean = column && publishedMean(column, run, categories);
  return mean ? formatMarked(mean.value, mean.mark) : "";
}
