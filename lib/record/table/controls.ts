/**
 * Scores without a network, which stand first in a table.
 *
 * @module
 */
import { CONTROL_TITLES, CONTROLS } from "../../detector/controls.ts";
import { bestControl } from "../controls.ts";
import type { ScoreName } from "../statistic.ts";
import type { Entry, RunValue } from "./entry.ts";
import { average } from "../../metrics/average.ts";

/** One control. */
export interface TableControl {
  /** In words. */
  readonly title: string;
  /** Image AUROC by category, a fraction; those that no record has are absent. */
  readonly values: Readonly<Record<string, number>>;
  /** Over the categories that have one; absent where none has. */
  readonly mean?: number;
}

/** With which controls a score is compared: calibrated with calibrated. */
function kindOf(score: ScoreName): "own" | "calibrated" {
  return score === "calibrated" ? "calibrated" : "own";
}

/**
 * The controls of the runs of a table. They depend on the images alone; of several sizes or versions of
 * the images the first run's are shown.
 */
export function tableControls(entries: readonly Entry[], score: ScoreName): TableControl[] {
  const byCategory = Map.groupBy(entries.filter(({ controls }) => controls), (e) => e.category);
  return CONTROLS.flatMap((name) => {
    const found = [...byCategory].flatMap(([category, [first]]) => {
      const value = first!.controls?.[name]?.[kindOf(score)]?.value;
      return value === undefined ? [] : [[category, value] as const];
    });
    if (found.length === 0) return [];
    const mean = average(found.map(([, value]) => value));
    return [{ title: CONTROL_TITLES[name], values: Object.fromEntries(found), mean }];
  });
}

/** The best control that a run does not clear; absent where it does, or has none to compare with. */
export function unclearedControl(
  { controls }: Pick<Entry, "controls">,
  value: RunValue | undefined,
  score: ScoreName,
): string | undefined {
  if (value?.low === undefined) return undefined;
  const best = bestControl(controls, kindOf(score), value.low);
  if (!best || best.cleared) return undefined;
  return `${CONTROL_TITLES[best.name]} ${(100 * best.value).toFixed(1)}`;
}
