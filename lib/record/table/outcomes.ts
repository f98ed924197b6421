/**
 * Runs as outcomes that can be compared.
 *
 * @module
 */
import { comparedBy, imageMetrics, isTrained, type ScoreName } from "../compare/statistic.ts";
import type { RunRecord } from "../run/record.ts";
import type { Outcome } from "./pairs.ts";

/**
 * The image AUROCs of one method's runs by a score. A category in which one of the runs has learnt
 * nothing is left out with all its seeds, as the others are a selection; so are runs whose record
 * lacks the statistic.
 */
export function runOutcomes(records: readonly RunRecord[], score: ScoreName): Outcome[] {
  const untrained = untrainedCategories(records);
  return records.filter(({ category }) => !untrained.has(category)).flatMap((run) => {
    const value = imageMetrics(run, score)?.imageAuroc.value;
    const { category, seed } = run;
    return value === undefined
      ? []
      : [{ category, seed, value, scoredBy: comparedBy(run, score), budget: budgetOf(run) }];
  });
}

/** The categories in which one of these runs has learnt nothing. */
export function untrainedCategories(records: readonly RunRecord[]): ReadonlySet<string> {
  return new Set(records.filter((run) => !isTrained(run)).map(({ category }) => category));
}

/** What two runs must have in common, beside category and seed, for a fair comparison. */
function budgetOf({ data, config, epochs }: RunRecord): string {
  const { fingerprint, trainingImages, testNormal, testAnomalous } = data;
  return JSON.stringify([
    ...[fingerprint, trainingImages, testNormal, testAnomalous],
    ...[config.imageSize, epochs],
  ]);
}
