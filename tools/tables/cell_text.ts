/**
 * Formats the cells of the kept tables.
 *
 * @module
 */
import { missingImages } from "../../lib/record/compare/missing_images.ts";
import {
  controlKind,
  imageMetrics,
  isTrained,
  leavesErrors,
  type ScoreName,
} from "../../lib/record/compare/statistic.ts";
import { bestControl } from "../../lib/record/run/controls.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { runOutcomes, untrainedCategories } from "../../lib/record/table/outcomes.ts";
import { formatPercent, formatSpread } from "../../lib/record/table/sheets.ts";
import { summarize } from "../../lib/record/table/statistics.ts";
import { bySetting } from "../judge/setting.ts";

/** In place of a mean over runs that were trained for longer or on more images than others. */
const MIXED = "_mixed budgets_";

/**
 * Formats the image AUROC of some runs by a score, over their seeds, with {@linkcode marksOf},
 * {@linkcode controlMark} and `_plain_`, if calibrated scores are of plain errors.
 */
export function formatAurocs(runs: readonly RunRecord[], score: ScoreName): string {
  const own = runs.filter((run) => imageMetrics(run, score));
  if (own.length === 0) return "";
  if (bySetting(own).length > 1) return MIXED;
  const summary = summarize(own.map((run) => imageMetrics(run, score)!.imageAuroc.value));
  const plain = score === "calibrated" && own.some(leavesErrors) ? " _plain_" : "";
  return formatSpread(summary) + plain + marksOf(own) + controlMark(own, score);
}

/** The mark ` °` where the interval of one of the runs does not clear the best control. */
export function controlMark(runs: readonly RunRecord[], score: ScoreName): string {
  return runs.some((run) => clears(run, score) === false) ? " °" : "";
}

function clears(run: RunRecord, score: ScoreName): boolean | undefined {
  const auroc = imageMetrics(run, score)?.imageAuroc;
  return auroc && bestControl(run.controls, controlKind(score), auroc.low)?.cleared;
}

/**
 * Formats the mean over categories; `_not trained_` and in how many of them, where a run learnt
 * nothing; `_mixed budgets_` where some were trained for longer or on more images than others; nothing
 * where a category has no such score.
 *
 * @param runs Of one method.
 * @param options.count Whether to append the spread over seeds, the number of runs and marks.
 */
export function formatMean(
  runs: readonly RunRecord[],
  categories: readonly string[],
  score: ScoreName,
  { count = false }: { readonly count?: boolean } = {},
): string {
  const own = runs.filter((run) => categories.includes(run.category) && imageMetrics(run, score));
  if (new Set(own.map(({ category }) => category)).size < categories.length) return "";
  const untrained = untrainedCategories(own).size;
  if (untrained > 0) return `_not trained_ (${untrained} of ${categories.length})`;
  if (bySetting(own).length > 1) return MIXED;
  const mean = meanOverCategories(runOutcomes(own, score), categories)!;
  return count
    ? `${formatSpread(mean)} (${own.length} runs)${plainMark(own, score)}${marksOf(own)}`
    : formatPercent(mean.mean);
}

/** The mark `_plain in 2_`, of how many categories calibrated scores are of plain errors. */
function plainMark(runs: readonly RunRecord[], score: ScoreName): string {
  if (score !== "calibrated") return "";
  const plain = runs.filter(leavesErrors).map(({ category }) => category);
  return plain.length > 0 ? ` _plain in ${new Set(plain).size}_` : "";
}

/** The marks ` _partial_ _not trained_` that apply to any of the runs. */
export function marksOf(runs: readonly RunRecord[]): string {
  return (isPartial(runs) ? " _partial_" : "") + (runs.every(isTrained) ? "" : " _not trained_");
}

/** Whether images of the official set are missing, so that published values are not comparable. */
export function isPartial(runs: readonly RunRecord[]): boolean {
  return runs.some((run) => missingImages(run) !== undefined);
}
