/**
 * The scores by which the kept tables show results.
 *
 * @module
 */
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";

/** Titles of scores; a table that names no score shows `own`. */
const TITLES: Readonly<Record<ScoreName, string>> = {
  own: "own score",
  l2: "norm of the error",
  mse: "mean square of the error",
  top: "top 1 %",
  max: "maximum",
  calibrated: "calibrated (not in the paper)",
};

/** Titles of scores and data sets for narrow columns. */
export const SHORT_TITLES: Readonly<Record<string, string>> = {
  own: "own score",
  l2: "norm",
  calibrated: "calibrated",
  mvtec: "MVTec AD",
  cifar10: "CIFAR-10",
  mnist: "MNIST",
};

/**
 * Lists each method's own score, the norm of the error, which is the paper's kind, and the calibrated
 * score; the last two only where a record has them.
 */
export function shownScores(records: readonly RunRecord[]): readonly ScoreName[] {
  const beside = (["l2", "calibrated"] as const).filter((name) =>
    records.some(({ statistics }) => statistics?.[name])
  );
  return ["own", ...beside];
}

/** The title of a column, with the score where several are shown. */
export function titleOf(title: string, score: ScoreName, shown: readonly ScoreName[]): string {
  return shown.length > 1 ? `${title}, ${TITLES[score]}` : title;
}
