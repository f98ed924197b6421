/**
 * How far two sets of runs are apart by one score.
 *
 * @module
 */
import type { RunRecord } from "../record.ts";
import { comparedBy, imageMetrics, isTrained, type ScoreName } from "../statistic.ts";
import { type Outcome, type PairSummary, summarizePairs } from "./pairs.ts";

/**
 * The difference in image AUROC, `own − reference`, over the pairs of equal category and seed. Pairs of
 * which one run has learnt nothing, lacks the statistic or, by the methods' own scores, is scored by
 * another statistic do not count.
 *
 * @param over See `summarizePairs`.
 * @returns Absent where no pair is left.
 */
export function compareRuns(
  own: readonly RunRecord[],
  reference: readonly RunRecord[],
  score: ScoreName,
  over: "categories" | "seeds",
): PairSummary | undefined {
  const aurocOf = (run: RunRecord) =>
    isTrained(run) ? imageMetrics(run, score)?.imageAuroc.value : undefined;
  const pairs = own.flatMap((run) =>
    reference.flatMap((other): Outcome[] => {
      const { category, seed } = run;
      const [value, beside] = [aurocOf(run), aurocOf(other)];
      const alike = other.category === category && other.seed === seed &&
        comparedBy(run, score) === comparedBy(other, score);
      if (!alike || value === undefined || beside === undefined) return [];
      return [{ category, seed, value: value - beside }];
    })
  );
  return summarizePairs(pairs, over);
}
