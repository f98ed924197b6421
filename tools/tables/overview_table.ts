/**
 * Formats each method's mean beside the published one, for README.md.
 *
 * @module
 */
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import { publishedColumns, publishedMean } from "../../lib/record/compare/published.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatMarked } from "../../lib/record/table/sheets.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { formatBaselineMean, untrainedBaselines } from "./baselines.ts";
import { formatMean, isPartial } from "./cell_text.ts";

/** Two columns: published and ours. */
export interface OverviewColumn {
  readonly title: string;
  readonly dataset: string;
  /** The categories that the means are over. */
  readonly categories: readonly string[];
  /** Untrained scores for the first row. */
  readonly untrained?: Untrained;
}

/**
 * Formats mean image AUROCs in percent: a row for each method with a published or measured value, as
 * published and ours, by its own score and after a stroke by the norm of the error, where these differ.
 * Only runs of the published method count, and our mean is shown only where all categories were
 * measured; in parentheses, if on a part of the official images.
 */
export function formatOverview(
  columns: readonly OverviewColumn[],
  records: readonly RunRecord[],
): string {
  const methods = METHODS.map(({ id, title }) => [
    escapeMarkdown(title),
    ...columns.flatMap((column) => [publishedOver(id, column), ownMean(id, column, records)]),
  ]).filter(([, ...cells]) => cells.some((cell) => cell !== ""));
  const roughness = columns.flatMap(({ untrained, categories }) => {
    const [first] = untrained ? untrainedBaselines(untrained, categories) : [];
    return ["", first ? formatBaselineMean(first) : ""];
  });
  return formatGrid(
    ["Method", ...columns.flatMap(({ title }) => [`${title} _published_`, "ours"])],
    [
      ...roughness.some((cell) => cell !== "") ? [["_roughness alone_", ...roughness]] : [],
      ...methods,
    ],
  );
}

function ownMean(
  id: string,
  { dataset, categories }: OverviewColumn,
  records: readonly RunRecord[],
): string {
  const own = records.filter((run) =>
    run.method === id && run.dataset === dataset && run.protocol === "one-class" &&
    variantOf(run) === undefined
  );
  const means = (["own", "l2"] as const).map((score) => formatMean(own, categories, score));
  const text = [...new Set(means.filter((mean) => mean !== ""))].join(" / ");
  const counted = own.filter(({ category }) => categories.includes(category));
  return text && isPartial(counted) ? `(${text})` : text;
}

function publishedOver(id: string, { dataset, categories }: OverviewColumn): string {
  const table = { dataset, protocol: "one-class" } as const;
  const column = publishedColumns(dataset, "one-class").find((column) => column.id === id);
  const mean = column && publishedMean(column, table, categories);
  return mean ? formatMarked(mean.value, mean.mark) : "";
}
