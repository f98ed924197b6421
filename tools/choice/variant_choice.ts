/**
 * Measures the worth on real defects of the calibration variant that synthetic defects choose.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { rankVariants } from "../../lib/experiment/tune/ranking.ts";
import { formatCorrelation } from "../../lib/experiment/tune/text.ts";
import type { TrialRecord } from "../../lib/experiment/tune/trial_record.ts";
import { rankCorrelation } from "../../lib/metrics/mod.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../../lib/record/table/sheets.ts";
import { runTitle } from "../../lib/registry/naming.ts";
import { formatGain } from "../judge/gain.ts";
import type { RunVariants } from "../kept/variants_file.ts";

/** What a choice is worth to a method on a category: image AUROCs on real defects. */
interface Worth {
  readonly method: string;
  readonly category: string;
  readonly imageSize: number;
  /** Name of the variant. */
  readonly variant: string;
  readonly chosen: number;
  readonly usual: number;
  readonly best: number;
  readonly worst: number;
  readonly own: number;
  /** Of the variants by synthetic and by real defects. */
  readonly correlation: number;
}

/**
 * Formats two tables: a row for each method and category, with the image AUROCs of the chosen variant,
 * the default one, the best, the worst and the uncalibrated score, and the rank correlation over
 * variants; and what the choice brings each method, mean over categories. The default wins a tie.
 *
 * @param trials Trials of any candidates and rounds; of each the last round counts.
 * @param runs Runs of the same configuration; the mean over seeds counts.
 * @returns Nothing where no run has trials.
 */
export function formatVariantChoice(
  trials: readonly TrialRecord[],
  runs: readonly RunVariants[],
): string[] {
  const groups = Map.groupBy(
    runs,
    ({ method, category, configHash }) => [method, category, configHash].join(" "),
  );
  const found = [...groups.values()].flatMap((alike) => worthOf(trials, alike) ?? []);
  if (found.length === 0) return [];
  const head = ["Method", "category", "chosen variant", "chosen", "default", "best", "worst"];
  const rows = found.map((worth) => [
    ...[runTitle(worth), worth.category, worth.variant],
    ...[worth.chosen, worth.usual, worth.best, worth.worst, worth.own].map(formatPercent),
    formatCorrelation(worth.correlation),
  ]);
  const methods = Map.groupBy(
    found,
    ({ method, imageSize }) => `${runTitle({ method })}, ${imageSize} pixels`,
  );
  const gains = [...methods].map(([title, own]) => {
    const all = (name: "chosen" | "usual" | "best" | "worst" | "own") =>
      own.map((worth) => worth[name]);
    const chosen = all("chosen");
    return [
      `${title}: ${own.length} ${own.length === 1 ? "category" : "categories"}`,
      formatGain(chosen, all("usual")),
      formatGain(all("best"), chosen),
      formatGain(chosen, all("worst")),
      formatGain(chosen, all("own")),
    ];
  });
  return [
    formatGrid([...head, "own score", "rank correlation"], rows),
    formatGrid(
      [
        ...["Points of image AUROC", "chosen − default", "best − chosen", "chosen − worst"],
        "chosen − own score",
      ],
      gains,
    ),
  ];
}

/**
 * Runs of one method, configuration and category; nothing where no trial has that configuration and
 * measured a variant that the runs have, too. Variants are the same where their options are.
 */
function worthOf(
  trials: readonly TrialRecord[],
  alike: readonly RunVariants[],
): Worth | undefined {
  const { method, category, configHash, variants } = alike[0]!;
  const own = trials.filter((trial) =>
    trial.method === method && trial.category === category && trial.runHash === configHash
  );
  const last = Math.max(...own.map(({ round }) => round));
  const tried = own.filter(({ round }) => round === last);
  const known = tried[0]?.calibrations ?? {};
  const sameIn = ({ variants }: RunVariants, name: string) =>
    Object.values(variants).find(({ options }) => isDeepStrictEqual(options, known[name]));
  const ranked = rankVariants(tried)
    .filter(({ candidate }) => alike.every((run) => sameIn(run, candidate)));
  const [first] = ranked;
  if (!first) return undefined;
  const real = (name: string) => average(alike.map((run) => sameIn(run, name)!.image));
  const all = ranked.map(({ candidate }) => real(candidate));
  const [usual] = Object.keys(variants);
  return {
    ...{ method, category, variant: first.candidate },
    imageSize: Number(tried[0]!.config.imageSize),
    chosen: real(first.candidate),
    usual: average(alike.map(({ variants }) => variants[usual!]!.image)),
    best: Math.max(...all),
    worst: Math.min(...all),
    own: average(alike.map(({ own }) => own.image)),
    correlation: rankCorrelation(ranked.map(({ auroc }) => auroc), all),
  };
}
