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
 * The controls of the runs of a table. They depend on the images, their size and, if calibrated, on the
 * calibration: those of the size and calibration that most runs have are shown, and the title names the
 * size where runs have several.
 */
export function tableControls(entries: readonly Entry[], score: ScoreName): TableControl[] {
  const controlled = entries.filter(({ controls }) => controls);
  const alike = Map.groupBy(
    controlled,
    ({ imageSize, calibrated }) =>
      JSON.stringify([imageSize, score === "calibrated" && calibrated]),
  );
  const [most = []] = [...alike.values()].sort((a, b) => b.length - a.length);
  const sizes = new Set(controlled.map(({ imageSize }) => imageSize));
  const size = sizes.size > 1 ? `, ${most[0]!.imageSize} px` : "";
  const byCategory = Map.groupBy(most, ({ category }) => category);
  return CONTROLS.flatMap((name) => {
    const found = [...byCategory].flatMap(([category, [first]]) => {
      const value = first!.controls?.[name]?.[controlKind(score)]?.value;
      return value === undefined ? [] : [[category, value] as const];
    });
    if (found.length === 0) return [];
    const mean = average(found.map(([, value]) => value));
    return [{ title: CONTROL_TITLES[name] + size, values: Object.fromEntries(found), mean }];
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
