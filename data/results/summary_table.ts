/**
 * The means of all methods, for README.md.
 *
 * @module
 */
import type { RunRecord } from "../../lib/experiment/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { formatSpread } from "../../lib/experiment/table/sheets.ts";
import { average, summarize } from "../../lib/experiment/table/statistics.ts";
import { runTitle } from "../../lib/methods/naming.ts";
import { METHODS } from "../../lib/methods/registry.ts";

/** A column: the categories whose mean is taken. */
export interface SummaryColumn {
  readonly title: string;
  readonly dataset: string;
  readonly categories: readonly string[];
}

/**
 * A row a method that has a record of every category of some column: the mean image AUROC over them
 * in percent, `±` its standard deviation over seeds, the number of runs, and the records.
 */
export function formatSummary(
  columns: readonly SummaryColumn[],
  records: readonly RunRecord[],
): string {
  const order = METHODS.map(({ id }) => id);
  const methods = [...Map.groupBy(records, runTitle)].sort(([a, [x]], [b, [y]]) =>
    order.indexOf(x!.method) - order.indexOf(y!.method) || a.localeCompare(b, "en")
  );
  const rows = methods.map(([title, runs]) => [
    escapeMarkdown(title),
    ...columns.map((column) => meanOf(column, runs)),
  ]);
  return formatGrid(
    ["Method", ...columns.map(({ title }) => title)],
    rows.filter(([, ...cells]) => cells.some((cell) => cell !== "")),
  );
}

function meanOf({ dataset, categories }: SummaryColumn, runs: readonly RunRecord[]): string {
  const own = runs.filter((run) => run.dataset === dataset && run.protocol === "one-class");
  const byCategory = categories.map((name) => own.filter(({ category }) => category === name));
  if (byCategory.some((cell) => cell.length === 0)) return "";
  const auroc = ({ metrics }: RunRecord) => metrics.imageAuroc.value;
  const mean = average(byCategory.map((cell) => average(cell.map(auroc))));
  const complete = [...new Set(own.map(({ seed }) => seed))]
    .map((seed) => own.filter((run) => run.seed === seed))
    .filter((cell) => cell.length === categories.length);
  const { standardDeviation } = complete.length > 0
    ? summarize(complete.map((cell) => average(cell.map(auroc))))
    : {};
  return `${formatSpread({ mean, standardDeviation })} (${own.length} runs)`;
}
