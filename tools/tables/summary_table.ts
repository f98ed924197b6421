/**
 * Formats the means of all methods for docs/tables.
 *
 * @module
 */
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { baselinesBy, formatBaselineMean } from "./baselines.ts";
import { formatMean } from "./cell_text.ts";
import { byMethod } from "./method_order.ts";
import { SHORT_TITLES, shownScores } from "./shown_scores.ts";

/** The categories whose mean is taken. */
export interface SummaryOf {
  readonly dataset: string;
  readonly categories: readonly string[];
  /** Untrained scores for the first rows. */
  readonly untrained?: Untrained;
}

/**
 * Formats what needs no training or no network, and then one row per method that has a record of every
 * category: for each score, the mean image AUROC over them in percent, `±` its standard deviation over
 * seeds, and the number of runs. A category of which a run learnt nothing is in no mean.
 */
export function formatSummary(
  { dataset, categories, untrained }: SummaryOf,
  records: readonly RunRecord[],
): string {
  const own = records.filter((run) => run.dataset === dataset && run.protocol === "one-class");
  const scores = shownScores(own);
  const baselines = scores.map((score) => baselinesBy(score, own, categories, untrained));
  const titles = [...new Set(baselines.flat().map(({ title }) => title))];
  const plain = titles.map((title) => [
    `_${title}_`,
    ...baselines.map((by) => {
      const baseline = by.find((one) => one.title === title);
      return baseline ? formatBaselineMean(baseline) : "";
    }),
  ]);
  const rows = byMethod(own).map(([title, runs]) => [
    escapeMarkdown(title),
    ...scores.map((score) => formatMean(runs, categories, score, { count: true })),
  ]);
  return formatGrid(
    ["Method", ...scores.map((score) => SHORT_TITLES[score]!)],
    [...plain, ...rows].filter(([, ...cells]) => cells.some((cell) => cell !== "")),
  );
}
