/**
 * Formats all methods on one dataset for docs/tables.
 *
 * @module
 */
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import {
  type PublishedColumn,
  publishedColumn,
  publishedMean,
  valueOf,
} from "../../lib/record/compare/published.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../../lib/record/table/sheets.ts";
import { controlBaselines, formatBaseline, untrainedBaselines } from "./baselines.ts";
import { formatAurocs, formatMean, isPartial } from "./cell_text.ts";
import { byMethod } from "./method_order.ts";
import { shownScores, titleOf } from "./shown_scores.ts";

/** Cell for what was not measured. */
const NOTHING = "";

/**
 * Formats image AUROCs in percent: one row per method with the mean over seeds, `±` their standard
 * deviation where there are several, and below it the published values. The first rows are scores
 * without training, where given, and without a network, where records have them.
 *
 * Where records have statistics, a second row is by the norm of the error.
 *
 * @param categories The columns. A row has a mean if all of them were measured and trained, and for
 * published values if all of them are comparable.
 */
export function formatDataset(
  { dataset, categories, records, untrained }: {
    readonly dataset: string;
    readonly categories: readonly string[];
    readonly records: readonly RunRecord[];
    readonly untrained?: Untrained;
  },
): string {
  const own = records.filter((run) => run.dataset === dataset && run.protocol === "one-class");
  const methods = byMethod(own);
  return formatGrid(["Method", ...categories.map(escapeMarkdown), "Mean"], [
    ...[
      ...(untrained ? untrainedBaselines(untrained, categories) : []),
      ...controlBaselines(own, categories),
    ].map(formatBaseline),
    ...methods.flatMap(([title, runs]) => {
      const cells = categories.map((name) => runs.filter(({ category }) => category === name));
      const column = publishedColumn(runs[0]!);
      const published = categories.map((name) => column && valueOf(column, name));
      const scores = shownScores(runs);
      const partial = cells.map(isPartial);
      return [
        ...scores.map((score) => {
          return [
            titleOf(escapeMarkdown(title), score, scores),
            ...cells.map((cell) => formatAurocs(cell, score)),
            formatMean(runs, categories, score),
          ];
        }),
        ...column && published.some((value) => value !== undefined)
          ? [publishedRow(column, published, partial, publishedMean(column, runs[0]!, categories))]
          : [],
      ];
    }),
  ]);
}

function publishedRow(
  { title, mark }: PublishedColumn,
  values: readonly (number | undefined)[],
  partial: readonly boolean[],
  mean: { readonly value: number } | undefined,
): string[] {
  return [
    `_published: ${escapeMarkdown(title)}${mark === "recalled" ? "†" : ""}_`,
    ...values.map((value, i) => {
      if (value === undefined) return NOTHING;
      return formatPercent(value) + (partial[i] ? " *not comparable*" : "");
    }),
    mean && !partial.includes(true) ? formatPercent(mean.value) : NOTHING,
  ];
}
