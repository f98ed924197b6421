/**
 * Chooses one setting for several categories by synthetic defects only.
 *
 * @module
 */
import { average } from "../lib/metrics/average.ts";
import { formatPercent } from "../lib/record/table/sheets.ts";
import { DEFAULT } from "../lib/experiment/tune/candidates.ts";
import { rankTrials } from "../lib/experiment/tune/ranking.ts";
import { statisticTitle } from "../lib/experiment/tune/text.ts";
import type { TuneStatistic } from "../lib/experiment/tune/statistics.ts";
import type { TrialRecord } from "../lib/experiment/tune/trial_record.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { runTitle } from "../lib/registry/naming.ts";
import { percentileInterval } from "../lib/metrics/mod.ts";

/**
 * Lists, for each method and image size, the candidates of the first round, which has them all, by
 * their mean AUROC over categories, best first and each by its best statistic. The difference from the
 * defaults is by the same statistic, with its 95 % interval over categories. Candidates that were
 * trained for other epochs than the defaults are left out: the longer training would win.
 */
export function formatJointChoice(trials: readonly TrialRecord[]): string[] {
  const first = trials.filter(({ round }) => round === 1);
  const alike = Map.groupBy(first, ({ method, config }) => `${method} ${config.imageSize}`);
  return [...alike.values()].flatMap((own) => {
    const categories = [...Map.groupBy(own, ({ category }) => category)];
    if (categories.length < 2) return [];
    const { method, config } = own[0]!;
    const names = categories.map(([category]) => category).join(", ");
    const title = `${runTitle({ method })}, ${config.imageSize} pixels: ${names}`;
    const head = [title, "statistic", "synthetic AUROC", "minus the defaults"];
    return [
      formatGrid(head, rowsOf(categories.map(([category, own]) => [category, alikeIn(own)]))),
    ];
  });
}

/** The trials that had as many epochs as the defaults. */
function alikeIn(trials: readonly TrialRecord[]): TrialRecord[] {
  const epochs = trials.find(({ candidate }) => candidate === DEFAULT)?.config.epochs;
  return trials.filter(({ config }) => config.epochs === epochs);
}

function rowsOf(categories: readonly (readonly [string, readonly TrialRecord[]])[]): string[][] {
  const byName = new Map<string, Map<string, number>>();
  for (const [category, trials] of categories) {
    for (const { candidate, statistic, auroc } of rankTrials(trials)) {
      const name = JSON.stringify([candidate, statistic]);
      byName.set(name, (byName.get(name) ?? new Map()).set(category, auroc));
    }
  }
  const entries = [...byName]
    .filter(([, values]) => values.size === categories.length)
    .map(([name, values]) => {
      const [candidate, statistic] = JSON.parse(name) as [string, TuneStatistic];
      const reference = byName.get(JSON.stringify([DEFAULT, statistic]))!;
      const differences = [...values].map(([category, value]) => value - reference.get(category)!);
      return { candidate, statistic, mean: average([...values.values()]), differences };
    })
    .toSorted((a, b) => b.mean - a.mean);
  return entries
    .filter((entry, i) => entries.findIndex(({ candidate }) => candidate === entry.candidate) === i)
    .map(({ candidate, statistic, mean, differences }) => [
      ...[candidate, statisticTitle(statistic), formatPercent(mean)],
      candidate === DEFAULT ? "–" : difference(differences),
    ]);
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
