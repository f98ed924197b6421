/**
 * How a claim is judged.
 *
 * @module
 */
import type { Summary } from "../lib/record/table/statistics.ts";

/** Judgement of a claim. */
export type Verdict = "yes" | "less" | "more" | "mostly" | "unclear" | "no" | "open";

/** What was measured, and what it says. */
export interface Finding {
  readonly measured: string;
  readonly verdict: Verdict;
}

/**
 * Of a difference that a claim says is positive: `yes` where the whole 95 % interval is above 0, `no`
 * where it is below, else `unclear`; `open` where there is no interval.
 *
 * @param amount How large the claim says it is: `less` or `more` where the interval leaves it out.
 */
export function judgeDifference({ interval }: Summary, amount?: number): Verdict {
  if (!interval) return "open";
  const { low, high } = interval;
  if (high < 0) return "no";
  if (low <= 0) return "unclear";
  if (amount !== undefined && high < amount) return "less";
  if (amount !== undefined && low > amount) return "more";
  return "yes";
}

/** One word for a claim by several scores: the one they agree on, leaving open ones out. */
export function agreeOn(verdicts: readonly Verdict[]): Verdict | "depends" {
  const [first = "open", ...others] = new Set(verdicts.filter((verdict) => verdict !== "open"));
  return others.length === 0 ? first : "depends";
}
