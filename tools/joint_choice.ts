/**
 * Chooses one setting for several categories by synthetic defects only.
 *
 * @module
 */
import { average } from "../lib/metrics/average.ts";
import { formatPercent } from "../lib/record/table/sheets.ts";
import { DEFAULT } from "../lib/experiment/tune/candidates.ts";
import { rankTrials } from "../lib/experiment/tune/ranking.ts";
import type { TrialRecord } from "../lib/experiment/tune/trial_record.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { percentileInterval } from "../lib/metrics/mod.ts";

/**
 * Lists, for each method and image size, the candidates of the first round, which has them all, by
 * their mean AUROC over categories, best first. The difference from the defaults is by the same
 * statistic, with its 95 % interval over categories.
 */
export function formatJointChoice(trials: readonly TrialRecord[]): string[] {
  const first = trials.filter(({ round }) => round === 1);
  const alike = Map.groupBy(
    first,
    ({ method, config }) => `${method} at ${config.imageSize} pixels`,
  );
  return [...alike].flatMap(([method, own]) => {
    const categories = [...Map.groupBy(own, ({ category }) => category)];
    if (categories.length < 2) return [];
    const byName = new Map<string, Map<string, number>>();
    for (const [category, trials] of categories) {
      for (const { candidate, statistic, auroc } of rankTrials(trials)) {
        const name = JSON.stringify([candidate, statistic]);
        byName.set(name, (byName.get(name) ?? new Map()).set(category, auroc));
      }
    }
    const rows = [...byName]
      .filter(([, values]) => values.size === categories.length)
      .map(([name, values]) => {
        const [candidate, statistic] = JSON.parse(name) as [string, string];
        const reference = byName.get(JSON.stringify([DEFAULT, statistic]))!;
        const differences = [...values].map(([category, value]) =>
          value - reference.get(category)!
        );
        return { candidate, statistic, mean: average([...values.values()]), differences };
      })
      .toSorted((a, b) => b.mean - a.mean)
      .map(({ candidate, statistic, mean, differences }) => [
        ...[candidate, statistic, formatPercent(mean)],
        candidate === DEFAULT ? "–" : difference(differences),
      ]);
    const names = categories.map(([category]) => category).join(", ");
    const head = [`${method} on ${names}`, "statistic", "synthetic AUROC", "minus the defaults"];
    return [formatGrid(head, rows)];
  });
}

function difference(values: readonly number[]): string {
  const indices = values.map((_, i) => i);
  const { low, high } = percentileInterval(
    [indices],
    {},
    (drawn) => average(drawn.map((i) => values[i]!)),
  );
  return `${formatPercent(average(values))} [${formatPercent(low)}, ${formatPercent(high)}]`;
}
