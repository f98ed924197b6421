/**
 * Formats the cells of the kept tables.
 *
 * @module
 */
import type { RunRecord } from "../lib/record/record.ts";
import { imageMetrics, isTrained, type ScoreName } from "../lib/record/statistic.ts";
import { formatSpread } from "../lib/record/table/sheets.ts";
import { summarize } from "../lib/record/table/statistics.ts";

/** Formats the image AUROC of some runs by a score, over their seeds, with {@linkcode marksOf}. */
export function formatAurocs(runs: readonly RunRecord[], score: ScoreName): string {
  const values = runs.flatMap((run) => imageMetrics(run, score)?.imageAuroc.value ?? []);
  return values.length === 0 ? "" : formatSpread(summarize(values)) + marksOf(runs);
}

/** The marks ` _partial_ _not trained_` that apply to any of the runs. */
export function marksOf(runs: readonly RunRecord[]): string {
  return (isPartial(runs) ? " _partial_" : "") + (runs.every(isTrained) ? "" : " _not trained_");
}

/** Whether images of the official set are missing, so that published values are not comparable. */
export function isPartial(runs: readonly RunRecord[]): boolean {
  return runs.some(({ data }) => data.partial !== undefined);
}
