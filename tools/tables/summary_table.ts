/**
 * Formats the means of all methods for docs/tables.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/record.ts";
import type { ScoreName } from "../../lib/record/statistic.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatMean } from "./cell_text.ts";
import { byMethod } from "./method_order.ts";
import { shownScores, titleOf } from "./shown_scores.ts";

/** A column: the categories whose mean is taken. */
export interface SummaryColumn {
  readonly title: string;
  readonly dataset: string;
  readonly categories: readonly string[];
}

/**
 * Formats one row per method that has a record of every category of some column: for each score, the
 * mean image AUROC over them in percent, `±` its standard deviation over seeds, and the number of
 * runs. A category of which a run learnt nothing is in no mean.
 */
export function formatSummary(
  columns: readonly SummaryColumn[],
  records: readonly RunRecord[],
): string {
  const methods = byMethod(records);
  const scores = shownScores(records);
  const shown = columns.flatMap((column) => scores.map((score) => ({ ...column, score })));
  const rows = methods.map(([title, runs]) => [
    escapeMarkdown(title),
    ...shown.map((column) => meanOf(column, runs)),
  ]);
  return formatGrid(
    ["Method", ...shown.map(({ title, score }) => titleOf(title, score, scores))],
    rows.filter(([, ...cells]) => cells.some((cell) => cell !== "")),
  );
}

function meanOf(
  { dataset, categories, score }: SummaryColumn & { readonly score: ScoreName },
  runs: readonly RunRecord[],
): string {
  const own = runs.filter((run) => run.dataset === dataset && run.protocol === "one-class");
  return formatMean(own, categories, score, { count: true });
}
