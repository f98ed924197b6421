/**
 * Scores without a network, which come first in a table.
 *
 * @module
 */
import { CONTROL_TITLES, CONTROLS } from "../../detector/thresholds/controls.ts";
import { average } from "../../metrics/statistics/average.ts";
import { controlKind, type ScoreName } from "../compare/statistic.ts";
import { bestControl } from "../run/controls.ts";
import type { Entry, RunValue } from "./entry.ts";

/** One control. */
export interface TableControl {
  /** Name of the control in words. */
  readonly title: string;
  /** Image AUROC by category, as fractions; categories that no record has are absent. */
  readonly values: Readonly<Record<string, number>>;
  /** Mean over these categories. */
  readonly mean: number;
}

/**
 * The controls of the runs of a table. They depend on the images only; where runs have several sizes
 * or versions of the images, the first run's are shown.
 */
export function tableControls(entries: readonly Entry[], score: ScoreName): TableControl[] {
  const byCategory = Map.groupBy(entries.filter(({ controls }) => controls), (e) => e.category);
  return CONTROLS.flatMap((name) => {
    const found = [...byCategory].flatMap(([category, [first]]) => {
      const value = first!.controls?.[name]?.[controlKind(score)]?.value;
      return value === undefined ? [] : [[category, value] as const];
    });
    if (found.length === 0) return [];
    const mean = average(found.map(([, value]) => value));
    return [{ title: CONTROL_TITLES[name], values: Object.fromEntries(found), mean }];
  });
}

/**
 * The best control, if the run does not beat it; absent where it does, or there is none to compare
 * with.
 */
export function unclearedControl(
  { controls }: Pick<Entry, "controls">,
  value: RunValue | undefined,
  score: ScoreName,
): string | undefined {
  if (value?.low === undefined) return undefined;
  const best = bestControl(controls, controlKind(score), value.low);
  if (!best || best.cleared) return undefined;
  return `${CONTROL_TITLES[best.name]} ${(100 * best.value).toFixed(1)}`;
}
