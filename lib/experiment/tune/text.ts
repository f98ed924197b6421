/**
 * Describes a tuning in words.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { formatGrid } from "../../record/table/markdown_grid.ts";
import { formatDifference, formatPercent } from "../../record/table/sheets.ts";
import type { Choice } from "./choice.ts";
import type { Entry, Gain } from "./ranking.ts";
import type { TuneStatistic } from "./statistics.ts";

const TITLES: Readonly<Record<TuneStatistic, string>> = {
  own: "its own",
  mse: "mean square",
  top: "top 1 %",
  max: "maximum",
  calibrated: "calibrated",
};

/** The printed name of a statistic. */
export function statisticTitle(statistic: TuneStatistic): string {
  return TITLES[statistic];
}

/** Names a candidate and its statistic: `4x4-100, mean square`. */
export function entryTitle(
  { candidate, statistic }: Pick<Entry, "candidate" | "statistic">,
): string {
  return statistic === "own" ? candidate : `${candidate}, ${TITLES[statistic]}`;
}

/**
 * Formats the entries of the last round as a table, the certainty of the choice, and the variants of
 * the calibration.
 */
export function formatChoice(choice: Choice): string {
  return [
    formatEntries("Candidate", choice.entries),
    formatVerdict(choice),
    ...(choice.variants.length > 0
      ? [formatEntries("Calibration", choice.variants), formatVariants(choice)]
      : []),
  ].join("\n\n");
}

function formatEntries(title: string, entries: readonly Entry[]): string {
  const kinds = [...new Set(entries.flatMap(({ values }) => values.map(({ kind }) => kind)))];
  const rows = entries.map((entry) => [
    title === "Candidate" ? entryTitle(entry) : entry.candidate,
    `${formatPercent(entry.auroc)} [${formatPercent(entry.interval.low)}, ${
      formatPercent(entry.interval.high)
    }]`,
    formatPercent(entry.image),
    entry.pixel === undefined ? "–" : formatPercent(entry.pixel),
    ...kinds.map((kind) => {
      const values = entry.values.filter((value) => value.kind === kind).map(({ value }) => value);
      return values.length === 0 ? "–" : formatPercent(average(values));
    }),
  ]);
  return formatGrid([title, "AUROC", "image", "pixel", ...kinds], rows);
}

/** Compares the best variant of the calibration with the default one. */
function formatVariants({ chosen, variants, calibration }: Choice): string {
  const best = variants[0]!;
  const of = `calibration of ${chosen.candidate}`;
  if (!calibration) return `${of}: the default, ${best.candidate}; no variant did better`;
  const shown = calibration.low > 0 ? "it is the better one" : "no difference is shown";
  return `${of}: ${best.candidate}; over the default, choosing brings ${
    describeGain(calibration)
  }; ` +
    `${shown} on synthetic defects`;
}

/** Describes the choice in a few sentences. */
export function formatVerdict(
  { chosen, reference, apparent, bySetting, difference, verdict }: Choice,
): string {
  if (verdict === "same") {
    return "chosen: the defaults; no candidate did better on synthetic defects";
  }
  const alike = chosen.statistic === reference.statistic
    ? ""
    : ` (${formatDifference(bySetting)} against the defaults by the same statistic)`;
  return `chosen: ${entryTitle(chosen)}, ${formatDifference(apparent)} points above ` +
    `${entryTitle(reference)}${alike}; choosing brings ${describeGain(difference)}: ` +
    (verdict === "better"
      ? "it is the better one on synthetic defects"
      : "no difference is shown, the defaults may do as well");
}

/** A gain with its interval, and what these are of. */
function describeGain({ value, low, high, level }: Gain): string {
  const gain = formatDifference(value, { low, high });
  return `${gain} points (chosen on one half, measured on the other; ${100 * level} %)`;
}

/** Formats a rank correlation; NaN, where all values are equal, as a dash. */
export function formatCorrelation(value: number): string {
  return Number.isNaN(value) ? "–" : (value < 0 ? "−" : "") + Math.abs(value).toFixed(2);
}
