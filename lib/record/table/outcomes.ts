/**
 * Runs as outcomes that can be compared.
 *
 * @module
 */
import type { RunRecord } from "../record.ts";
import { comparedBy, imageMetrics, isTrained, type ScoreName } from "../statistic.ts";
import type { Outcome } from "./pairs.ts";

/**
 * The image AUROCs of runs by a score. Runs that have learnt nothing, or whose record lacks the
 * statistic, are left out.
 */
export function runOutcomes(records: readonly RunRecord[], score: ScoreName): Outcome[] {
  return records.filter(isTrained).flatMap((run) => {
    const value = imageMetrics(run, score)?.imageAuroc.value;
    const { category, seed } = run;
    return value === undefined
      ? []
      : [{ category, seed, value, scoredBy: comparedBy(run, score), budget: budgetOf(run) }];
  });
}

/** What two runs must have in common, beside category and seed, for a fair comparison. */
function budgetOf({ data, config, epochs }: RunRecord): string {
  return `images ${data.fingerprint}, ${config.imageSize} pixels, ${epochs} epochs`;
}
