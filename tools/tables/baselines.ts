/**
 * Scores that stand first in tables of image AUROCs: those that learn nothing, and those without a
 * network.
 *
 * @module
 */
import {
  CONTROL_TITLES,
  type ControlName,
  CONTROLS,
} from "../../lib/detector/thresholds/controls.ts";
import { type Untrained, UNTRAINED_SCORES } from "../../lib/experiment/evaluate/untrained.ts";
import { average } from "../../lib/metrics/statistics/average.ts";
import { controlKind, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { formatPercent } from "../../lib/record/table/sheets.ts";

/** A score and its image AUROCs. */
export interface Baseline {
  /** What it is, in words. */
  readonly title: string;
  /** Of a control: whether it is calibrated. */
  readonly kind?: "own" | "calibrated";
  /** Of each category; `undefined` where it was not measured. */
  readonly values: readonly (number | undefined)[];
}

/** What roughness, brightness and contrast of an image reach. */
export function untrainedBaselines(
  untrained: Untrained,
  categories: readonly string[],
): Baseline[] {
  return UNTRAINED_SCORES.map((score) => ({
    title: score,
    values: categories.map((name) => untrained.categories[name]?.[score].value),
  }));
}

/**
 * What the controls reach. They depend on the images, their size and the calibration: any run's of the
 * size and calibration that most runs have are taken.
 *
 * @param kinds Their plain scores, their calibrated ones, or both.
 */
export function controlBaselines(
  runs: readonly RunRecord[],
  categories: readonly string[],
  kinds: readonly ("own" | "calibrated")[] = ["own", "calibrated"],
): Baseline[] {
  const alike = Map.groupBy(
    runs.filter(({ controls }) => controls),
    ({ config: { imageSize }, calibration }) =>
      JSON.stringify([imageSize, calibration && "options" in calibration && calibration.options]),
  );
  const [most = []] = [...alike.values()].sort((a, b) => b.length - a.length);
  const valueOf = (category: string, name: ControlName, kind: "own" | "calibrated") =>
    most.find((run) => run.category === category)?.controls?.[name]?.[kind]?.value;
  return CONTROLS.flatMap((name) =>
    kinds.map((kind) => ({
      ...{ title: CONTROL_TITLES[name], kind },
      values: categories.map((category) => valueOf(category, name, kind)),
    }))
  ).filter(({ values }) => values.some((value) => value !== undefined));
}

/** All that a table by one score begins with. */
export function baselinesBy(
  score: ScoreName,
  runs: readonly RunRecord[],
  categories: readonly string[],
  untrained?: Untrained,
): Baseline[] {
  return [
    ...(untrained ? untrainedBaselines(untrained, categories) : []),
    ...controlBaselines(runs, categories, [controlKind(score)]),
  ];
}

/** Formats a table of both kinds, for a page whose own table has other rows. */
export function formatBaselines(runs: readonly RunRecord[], untrained: Untrained): string {
  const categories = [...new Set(runs.map(({ category }) => category))].sort();
  return formatGrid(
    ["Score", ...categories.map(escapeMarkdown), "Mean"],
    [...untrainedBaselines(untrained, categories), ...controlBaselines(runs, categories)]
      .map(formatBaseline),
  );
}

/** Formats the values, with their mean if all are known. */
export function formatBaseline({ title, kind, values }: Baseline): string[] {
  return [
    `_${title}${kind === "calibrated" ? ", calibrated" : ""}_`,
    ...values.map((value) => value === undefined ? "" : formatPercent(value)),
    formatBaselineMean({ values }),
  ];
}

/** Formats the mean, if all values are known. */
export function formatBaselineMean({ values }: Pick<Baseline, "values">): string {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? formatPercent(average(known)) : "";
}
