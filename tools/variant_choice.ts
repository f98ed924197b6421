/**
 * Measures the worth on real defects of the calibration variant that synthetic defects choose.
 *
 * @module
 */
import { average } from "../lib/metrics/average.ts";
import { formatPercent } from "../lib/record/table/sheets.ts";
import { DEFAULT } from "../lib/experiment/tune/candidates.ts";
import { rankVariants } from "../lib/experiment/tune/ranking.ts";
import type { TrialRecord } from "../lib/experiment/tune/trial_record.ts";
import { formatGrid } from "../lib/record/table/markdown_grid.ts";
import { rankCorrelation } from "../lib/metrics/mod.ts";
import type { RunVariants } from "./variants.ts";

/**
 * Formats a row for each method and category: the image AUROCs of the chosen variant, the default
 * one, the best, the worst and the uncalibrated score, and the rank correlation over variants. The
 * default wins a tie.
 *
 * @param trials Trials of the defaults, of any round; the last round counts.
 * @param runs Runs of the same configuration; the mean over seeds counts.
 */
export function formatVariantChoice(
  trials: readonly TrialRecord[],
  runs: readonly RunVariants[],
): string | undefined {
  const groups = Map.groupBy(
    runs,
    ({ method, category, configHash }) => [method, category, configHash].join(" "),
  );
  const rows = [...groups.values()].flatMap((alike) => {
    const { method, category, configHash } = alike[0]!;
    const own = trials.filter((trial) =>
      trial.candidate === DEFAULT && trial.method === method && trial.category === category &&
      trial.runHash === configHash
    );
    const last = Math.max(...own.map(({ round }) => round));
    const ranked = rankVariants(own.filter(({ round }) => round === last));
    const [chosen] = ranked;
    if (!chosen) return [];
    const real = (name: string) => average(alike.map(({ variants }) => variants[name]!.image));
    const all = ranked.map(({ candidate }) => real(candidate));
    const [usual] = Object.keys(alike[0]!.variants);
    return [[
      ...[method, category, chosen.candidate],
      ...[real(chosen.candidate), real(usual!), Math.max(...all), Math.min(...all)].map(
        formatPercent,
      ),
      formatPercent(average(alike.map(({ own }) => own.image))),
      rankCorrelation(ranked.map(({ auroc }) => auroc), all).toFixed(2),
    ]];
  });
  if (rows.length === 0) return undefined;
  const head = ["method", "category", "chosen variant", "chosen", "default", "best", "worst"];
  return formatGrid([...head, "own score", "rank correlation"], rows);
}
