/**
 * Ranks candidates by their AUROCs on synthetic defects.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { type CrossedInterval, crossedInterval, type CrossedValue } from "./crossed_interval.ts";
import { freeOf, type TuneStatistic } from "./statistics.ts";
import type { KindMeasure, TrialRecord } from "./trial_record.ts";

/** A candidate with one statistic as its score. */
export interface Entry {
  readonly candidate: string;
  readonly statistic: TuneStatistic;
  /** Mean over kinds and folds of the mean of image and pixel AUROC. */
  readonly auroc: number;
  readonly image: number;
  /** Absent where the method has no maps. */
  readonly pixel?: number;
  /** Interval of `auroc` over kinds and folds. */
  readonly interval: CrossedInterval;
  /** Values by kind and fold. */
  readonly values: readonly CrossedValue[];
}

/** A mean gain with its interval over kinds and folds. */
export interface Gain extends CrossedInterval {
  readonly value: number;
}

/**
 * Ranks the results of one round's trials, best first; ties keep the order of the trials.
 *
 * An entry's value for a kind is the mean of image and pixel AUROC, or the image AUROC where there are
 * no maps.
 *
 * @param trials Trials of one round; those of one candidate are its folds.
 */
export function rankTrials(trials: readonly TrialRecord[]): Entry[] {
  const entries: Entry[] = [];
  for (const [candidate, folds] of Map.groupBy(trials, ({ candidate }) => candidate)) {
    // Half of few images may be too few for a calibration where the other half is not.
    for (const statistic of freeOf(folds.flatMap(({ measures }) => measures))) {
      entries.push(toEntry(candidate, statistic, folds, (measure) => ({
        image: measure.image[statistic]!,
        pixel: statistic === "calibrated" ? defaultVariant(measure)?.pixel : measure.pixel,
      })));
    }
  }
  return entries.sort((a, b) => b.auroc - a.auroc);
}

/**
 * Ranks the variants of the calibration as {@linkcode rankTrials} ranks candidates, best first; the
 * default comes first in the record and wins a tie.
 *
 * @param folds Trials of one candidate in one round.
 * @returns Entries whose candidate is the name of a variant; empty where there was no calibration.
 */
export function rankVariants(folds: readonly TrialRecord[]): Entry[] {
  const names = Object.keys(folds[0]?.measures[0]?.variants ?? {})
    .filter((name) => folds.every(({ measures }) => measures.every((m) => m.variants?.[name])));
  return names
    .map((name) => toEntry(name, "calibrated", folds, ({ variants }) => variants![name]!))
    .sort((a, b) => b.auroc - a.auroc);
}

function defaultVariant({ variants = {} }: KindMeasure) {
  return Object.values(variants)[0];
}

function toEntry(
  candidate: string,
  statistic: TuneStatistic,
  folds: readonly TrialRecord[],
  of: (measure: KindMeasure) => { readonly image: number; readonly pixel?: number },
): Entry {
  const cells = folds.flatMap(({ fold, measures }) =>
    measures.map((measure) => ({ kind: measure.kind, fold, ...of(measure) }))
  );
  const pixels = cells.flatMap(({ pixel }) => pixel === undefined ? [] : [pixel]);
  const values = cells.map(({ kind, fold, image, pixel }) => ({
    ...{ kind, fold, value: pixel === undefined ? image : (image + pixel) / 2 },
  }));
  return {
    ...{ candidate, statistic, values },
    auroc: average(values.map(({ value }) => value)),
    image: average(cells.map(({ image }) => image)),
    ...(pixels.length > 0 && { pixel: average(pixels) }),
    interval: crossedInterval(values, [0, 1]),
  };
}

/**
 * What choosing brings: in each fold, the entry that is best in the other fold is compared with the
 * reference. The best of many on the same images would look better than it is.
 *
 * @param entries Best first; a tie goes to the first.
 * @param measured Folds to measure in: those by which no entry got where it is. Default: all.
 * @returns With a single fold, the first entry against the reference.
 */
export function choiceGain(
  entries: readonly Entry[],
  reference: Entry,
  measured?: readonly number[],
): Gain {
  const folds = [...new Set(reference.values.map(({ fold }) => fold))];
  const values = folds.filter((fold) => measured?.includes(fold) ?? true).flatMap((fold) => {
    const others = entries.map(({ values, auroc }) => {
      const elsewhere = values.filter((of) => of.fold !== fold);
      return folds.length < 2 ? auroc : average(elsewhere.map(({ value }) => value));
    });
    const chosen = entries[others.indexOf(Math.max(...others))]!;
    return differences(chosen, reference).filter((of) => of.fold === fold);
  });
  return { value: average(values.map(({ value }) => value)), ...crossedInterval(values, [-1, 1]) };
}

/** Values minus those of the reference, where both have the kind and the fold. */
function differences(entry: Entry, reference: Entry): CrossedValue[] {
  return entry.values.flatMap(({ kind, fold, value }) => {
    const other = reference.values.find((other) => other.kind === kind && other.fold === fold);
    return other ? [{ kind, fold, value: value - other.value }] : [];
  });
}
