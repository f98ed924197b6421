/**
 * Pairs the results of settings on synthetic defects with those on real ones.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { isTrained } from "../../record/compare/statistic.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { DEFAULT } from "./candidates.ts";
import { rankTrials } from "./ranking.ts";
import type { TuneStatistic } from "./statistics.ts";
import type { TrialRecord } from "./trial_record.ts";

/** A trial, and the tuning that it is of: candidates of two tunings may have the same name. */
export type StudyTrial = TrialRecord & { readonly tuning?: string };

/** One setting that was tuned and also trained and tested normally. */
export interface TunedSetting {
  /** Name of the candidate. */
  readonly candidate: string;
  /** The statistic used as its score. */
  readonly statistic: TuneStatistic;
  /** Whether it is the method's defaults with their own score. */
  readonly isDefault: boolean;
  /** By kind of defect: the image AUROC, mean over folds. */
  readonly kinds: ReadonlyMap<string, number>;
  /** The value that tuning ranks by: the mean over kinds, folds, image and pixel AUROC. */
  readonly synthetic: number;
  /** The mean over kinds and folds of image AUROCs only. */
  readonly syntheticImage: number;
  /** Image AUROC on the test images, mean over the seeds that all settings have. */
  readonly real: number;
}

/** The settings of a method on a category, at one image size. */
export interface SettingGroup {
  /** Id of the method. */
  readonly method: string;
  /** The category of the images. */
  readonly category: string;
  /** Height and width in pixels. */
  readonly imageSize: number;
  /** Settings of at least five candidates, the best by synthetic defects first. */
  readonly settings: readonly TunedSetting[];
  /** What the tuning chooses, by its last round; absent where that has not been trained normally. */
  readonly chosen?: TunedSetting;
}

/** Fewer candidates have hardly an order that could agree. */
const LEAST_CANDIDATES = 5;

/**
 * Pairs trials with runs of the same method, category and complete configuration. Of the rounds of a
 * tuning, the one with the most settings that have runs is that by which settings are ordered; of equal
 * ones, the later. The last round is that which chooses. Runs that have learnt nothing are left out.
 *
 * @returns Groups with at least five candidates.
 *
 * @example
 * ```ts
 * import { pairSettings } from "./agreement.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pairSettings([], []), []);
 * ```
 */
export function pairSettings(
  trials: readonly StudyTrial[],
  runs: readonly RunRecord[],
): SettingGroup[] {
  const groups: SettingGroup[] = [];
  const trained = runs.filter(isTrained);
  const tunings = Map.groupBy(trials, (trial) => JSON.stringify([trial.tuning, groupKey(trial)]));
  for (const own of tunings.values()) {
    const { method, category, config } = own[0]!;
    let best: readonly TunedSetting[] = [];
    const rounds = [...Map.groupBy(own, ({ round }) => round)].sort(([a], [b]) => a - b);
    for (const [, round] of rounds) {
      const settings = settingsOf(round, trained);
      if (settings.length >= best.length) best = settings;
    }
    if (candidatesOf(best).size < LEAST_CANDIDATES) continue;
    const chosen = chosenOf(rounds.at(-1)![1], best);
    groups.push({
      ...{ method, category, imageSize: Number(config.imageSize), settings: best },
      ...(chosen && { chosen }),
    });
  }
  return groups;
}

/** The setting that is the best of a round by synthetic defects, by the statistics that runs have. */
function chosenOf(
  round: readonly TrialRecord[],
  settings: readonly TunedSetting[],
): TunedSetting | undefined {
  const measured = new Set(settings.map(({ statistic }) => statistic));
  const best = rankTrials(round).find(({ statistic }) => measured.has(statistic));
  return settings.find(({ candidate, statistic }) =>
    candidate === best?.candidate && statistic === best.statistic
  );
}

/** Names of the candidates; a setting is one of these by one statistic. */
export function candidatesOf(settings: readonly TunedSetting[]): ReadonlySet<string> {
  return new Set(settings.map(({ candidate }) => candidate));
}

function groupKey(
  { method, category, config }: {
    readonly method: string;
    readonly category: string;
    readonly config: Readonly<Record<string, unknown>>;
  },
): string {
  return JSON.stringify([method, category, config.imageSize]);
}

function settingsOf(trials: readonly TrialRecord[], runs: readonly RunRecord[]): TunedSetting[] {
  const found = rankTrials(trials).flatMap(({ candidate, statistic, auroc, image }) => {
    const own = trials.filter((trial) => trial.candidate === candidate);
    const { runHash, own: ownStatistic = "own" } = own[0]!;
    const bySeed = new Map(
      runs.filter((run) => groupKey(run) === groupKey(own[0]!) && run.configHash === runHash)
        .flatMap((run) => {
          const real = realAuroc(run, statistic);
          return real === undefined ? [] : [[run.seed, real] as const];
        }),
    );
    if (bySeed.size === 0) return [];
    const byKind = Map.groupBy(own.flatMap(({ measures }) => measures), ({ kind }) => kind);
    const kinds = [...byKind].map(([kind, measures]) =>
      [kind, average(measures.map(({ image }) => image[statistic]!))] as const
    );
    return [{
      ...{ candidate, statistic, bySeed, synthetic: auroc, syntheticImage: image },
      isDefault: candidate === DEFAULT && statistic === ownStatistic,
      kinds: new Map(kinds),
    }];
  });
  const shared = found.map(({ bySeed }) => new Set(bySeed.keys()))
    .reduce((all, seeds) => all.intersection(seeds), new Set(found[0]?.bySeed.keys()));
  if (shared.size === 0) return [];
  return found.map(({ bySeed, ...setting }) => ({
    ...setting,
    real: average([...shared].map((seed) => bySeed.get(seed)!)),
  }));
}

function realAuroc(
  { metrics, statistics }: RunRecord,
  statistic: TuneStatistic,
): number | undefined {
  const measured = statistic === "own" ? metrics : statistics?.[statistic];
  return measured?.imageAuroc?.value;
}
