/**
 * What one choice has over another, mean over categories.
 *
 * @module
 */
import { formatDifference } from "../../lib/record/table/sheets.ts";
import { summarizeDifferences, type Summary } from "../../lib/record/table/statistics.ts";

/**
 * The gains, as all tables summarise them: with the interval of Student's t over categories, which is as
 * wide as few categories require.
 */
export function gainOver(values: readonly number[], reference: readonly number[]): Summary {
  return summarizeDifferences(values.map((value, i) => value - reference[i]!), "categories");
}

/** The mean gain in points with its interval, if there are two categories or more. */
export function formatGain(values: readonly number[], reference: readonly number[]): string {
  const { mean, interval } = gainOver(values, reference);
  return formatDifference(mean, interval);
}
