/**
 * Measures whether settings can be chosen by synthetic defects.
 *
 * @module
 */
import { rankCorrelation } from "../../metrics/mod.ts";
import { average } from "../../metrics/statistics/average.ts";
import { summarizeDifferences, type TableInterval } from "../../record/table/statistics.ts";
import type { SettingGroup, TunedSetting } from "./agreement.ts";
import { DEFAULT } from "./candidates.ts";

/** A mean over groups, with its interval where there are two or more. */
export interface GroupMean {
  /** The mean; NaN without a group. */
  readonly value: number;
  /** Interval of Student's t over groups. */
  readonly interval?: TableInterval;
  /** Number of groups that have a value. */
  readonly groups: number;
}

/**
 * Spearman's ρ between synthetic and real image AUROCs of candidates that are scored by one statistic,
 * mean over statistics and groups. Over all settings, ρ would say how well statistics are told apart,
 * too.
 */
export interface Correlation extends GroupMean {
  /** A kind of defect, `all kinds, image` or `all kinds, image and pixel`, which tuning ranks by. */
  readonly by: string;
}

/** Cost and benefit of a choice by synthetic defects, in real image AUROC, mean over groups. */
export interface Regret {
  /** Best setting minus the chosen one; at least 0. */
  readonly againstBest: GroupMean;
  /** Chosen setting minus the defaults with their own score; groups without them are left out. */
  readonly againstDefault: GroupMean;
  /** Chosen setting minus the defaults by the same statistic: the part that is not the statistic's. */
  readonly bySetting: GroupMean;
}

/** The criteria over all kinds of defects by which settings can be ranked. */
const CRITERIA: Readonly<Record<string, (setting: TunedSetting) => number>> = {
  "all kinds, image": ({ syntheticImage }) => syntheticImage,
  "all kinds, image and pixel": ({ synthetic }) => synthetic,
};

/**
 * Correlates the ranks of settings within each group, by each kind of defect. Groups whose settings
 * are all equal have no correlation and are left out.
 *
 * @example
 * ```ts
 * import { correlations } from "./agreement_summary.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const setting = { candidate: "a", statistic: "own", isDefault: false, kinds: new Map() } as const;
 * const settings = [0.6, 0.7, 0.9].map((auroc) => (
 *   { ...setting, synthetic: auroc, syntheticImage: 1 - auroc, real: auroc }
 * ));
 * const group = { method: "ae", category: "bottle", imageSize: 64, settings };
 * const found = correlations([group]);
 * assertEquals(found.map(({ value }) => value), [-1, 1]);
 * ```
 */
export function correlations(groups: readonly SettingGroup[]): Correlation[] {
  const kinds = new Set(
    groups.flatMap(({ settings }) => settings.flatMap((of) => [...of.kinds.keys()])),
  );
  const criteria = [
    ...[...kinds].map((kind) =>
      [kind, ({ kinds }: TunedSetting) => kinds.get(kind) ?? NaN] as const
    ),
    ...Object.entries(CRITERIA),
  ];
  return criteria.map(([by, criterion]) => ({
    by,
    ...withinOne(overGroups(groups.map((group) => correlationIn(group, criterion)))),
  }));
}

/**
 * The rank correlation within one group, by what tuning ranks by unless told otherwise: mean over
 * statistics; NaN where all settings are equal.
 */
export function correlationIn(
  { settings }: SettingGroup,
  criterion: (setting: TunedSetting) => number = ({ synthetic }) => synthetic,
): number {
  const known = settings.filter((setting) => !Number.isNaN(criterion(setting)));
  const alike = [...Map.groupBy(known, ({ statistic }) => statistic).values()];
  const found = alike.map((own) => rankCorrelation(own.map(criterion), own.map(({ real }) => real)))
    .filter((value) => !Number.isNaN(value));
  return found.length === 0 ? NaN : average(found);
}

/** Measures the worth of the chosen settings; groups without one are left out. */
export function regret(groups: readonly SettingGroup[]): Regret {
  const over = (of: (chosen: TunedSetting, settings: readonly TunedSetting[]) => number) =>
    overGroups(groups.map(({ chosen, settings }) => chosen ? of(chosen, settings) : NaN));
  return {
    againstBest: over(({ real }, settings) => Math.max(...settings.map(({ real }) => real)) - real),
    againstDefault: over(({ real }, settings) =>
      real - (settings.find(({ isDefault }) => isDefault)?.real ?? NaN)
    ),
    bySetting: over(({ statistic, real }, settings) => {
      const usual = settings.find((setting) =>
        setting.candidate === DEFAULT && setting.statistic === statistic
      );
      return real - (usual?.real ?? NaN);
    }),
  };
}

/** Cuts the interval of a correlation to what one can be. */
function withinOne({ interval, ...mean }: GroupMean): GroupMean {
  if (!interval) return mean;
  const [low, high] = [Math.max(-1, interval.low), Math.min(1, interval.high)];
  return { ...mean, interval: { ...interval, low, high } };
}

/** Averages over groups; NaN counts as no value. */
function overGroups(all: readonly number[]): GroupMean {
  const values = all.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return { value: NaN, groups: 0 };
  const { mean, interval } = summarizeDifferences(values, "categories");
  return { value: mean, groups: values.length, ...(interval && { interval }) };
}
