/**
 * What one choice has over another, mean over categories.
 *
 * @module
 */
import { average } from "../lib/metrics/average.ts";
import { type Interval, percentileInterval } from "../lib/metrics/mod.ts";
import { formatPercent } from "../lib/record/table/sheets.ts";

/** 95 % bootstrap interval of the mean gain; categories are drawn with replacement. */
export function gainInterval(values: readonly number[], reference: readonly number[]): Interval {
  const indices = values.map((_, i) => i);
  return percentileInterval(
    [indices],
    {},
    (drawn) => average(drawn.map((i) => values[i]! - reference[i]!)),
  );
}

/** The mean gain in points with its interval, if there are two categories or more: `0.6 [-0.4, 1.8]`. */
export function formatGain(values: readonly number[], reference: readonly number[]): string {
  const mean = formatPercent(average(values) - average(reference));
  if (values.length < 2) return mean;
  const { low, high } = gainInterval(values, reference);
  return `${mean} [${formatPercent(low)}, ${formatPercent(high)}]`;
}
