/**
 * The outcome of a tuning.
 *
 * @module
 */
import type { CalibrationOptions } from "../../detector/calibration/options.ts";
import { InputError } from "../../errors.ts";
import { DEFAULT } from "./candidates.ts";
import { choiceGain, type Entry, type Gain, rankTrials, rankVariants } from "./ranking.ts";
import type { Round } from "./profile.ts";
import type { TuneSetup } from "./setup.ts";
import { scoreFields, type TuneStatistic } from "./statistics.ts";
import type { TrialRecord } from "./trial_record.ts";

/** The best setting by synthetic defects, and how certain the choice is. */
export interface Choice {
  /** The entries of the last round, best first. */
  readonly entries: readonly Entry[];
  readonly chosen: Entry;
  /** The method's defaults with their own score. */
  readonly reference: Entry;
  /** Chosen minus reference on the images that it was chosen by, which flatters it. */
  readonly apparent: number;
  /** The part of it that is left where the defaults are scored by the chosen statistic, too. */
  readonly bySetting: number;
  /** What choosing brings, by {@linkcode choiceGain}. */
  readonly difference: Gain;
  /**
   * `better`: the interval of `difference` lies above 0. `same`: the defaults were chosen. Else
   * `no difference`.
   */
  readonly verdict: "better" | "no difference" | "same";
  /**
   * Variants of the calibration, measured on the chosen candidate, best first; empty without a
   * calibration.
   */
  readonly variants: readonly Entry[];
  /** What choosing a variant brings over the default one; absent where the default was chosen. */
  readonly calibration?: Gain;
  /** The options of the best variant; absent without a calibration. */
  readonly calibrationOptions?: CalibrationOptions;
  /** Fields for `train --config`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Chooses the entry with the highest mean AUROC.
 *
 * @param trials Trials of the last round.
 * @throws {InputError} If the defaults are not among them, or no kind of defect can be seen.
 */
export function choose(
  { candidates, method, rounds }: Pick<TuneSetup, "candidates" | "method" | "rounds">,
  trials: readonly TrialRecord[],
): Choice {
  if (trials.some(({ measures }) => measures.length === 0)) {
    throw new InputError(
      "no synthetic defect can be seen on these images; are they all of one colour?",
    );
  }
  const entries = rankTrials(trials);
  const own = ownStatistic(trials);
  const reference = entries.find(({ candidate, statistic }) =>
    candidate === DEFAULT && statistic === own
  );
  if (!reference) {
    throw new InputError(
      `the defaults of ${method} could not be measured: nothing to compare with`,
    );
  }
  const chosen = entries[0]!;
  const difference = choiceGain(entries, reference, unscreened(rounds));
  const alike = entries.find(({ candidate, statistic }) =>
    candidate === DEFAULT && statistic === chosen.statistic
  );
  const { overrides, config } = candidates.find(({ name }) => name === chosen.candidate)!;
  const isOwn = trials.find(({ candidate }) => candidate === chosen.candidate)!.own ===
    chosen.statistic;
  const folds = trials.filter((trial) => trial.candidate === chosen.candidate);
  const variants = rankVariants(folds);
  const [usual] = Object.keys(folds[0]!.measures[0]!.variants ?? {});
  const before = variants.find((entry) => entry.candidate === usual);
  const calibrationOptions = variants[0] && folds[0]!.calibrations?.[variants[0].candidate];
  return {
    ...{ entries, chosen, reference, difference, variants },
    apparent: chosen.auroc - reference.auroc,
    bySetting: chosen.auroc - (alike ?? reference).auroc,
    ...(before && variants[0] !== before && { calibration: choiceGain(variants, before) }),
    ...(calibrationOptions && { calibrationOptions }),
    verdict: chosen === reference ? "same" : difference.low > 0 ? "better" : "no difference",
    config: { ...overrides, ...(!isOwn && scoreFields(config, chosen.statistic)) },
  };
}

/** The folds of the last round by which no earlier round chose who reaches it; all where there are none. */
function unscreened(rounds: readonly Round[]): readonly number[] | undefined {
  const screened = rounds.slice(0, -1).flatMap(({ folds }) => folds);
  const folds = rounds.at(-1)!.folds.filter((fold) => !screened.includes(fold));
  return folds.length > 0 ? folds : undefined;
}

/** The statistic used as the defaults' own score. */
function ownStatistic(trials: readonly TrialRecord[]): TuneStatistic {
  return trials.find(({ candidate }) => candidate === DEFAULT)?.own ?? "own";
}
