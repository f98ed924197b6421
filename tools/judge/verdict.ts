/**
 * Judges claims.
 *
 * @module
 */
import type { Summary } from "../../lib/record/table/statistics.ts";

/** Judgement of a claim. */
export type Verdict = "yes" | "less" | "more" | "unclear" | "no" | "open";

/** A measurement, and the verdict that follows from it. */
export interface Finding {
  /** With the interval over categories, from which the verdict follows. */
  readonly measured: string;
  /** The interval over seeds; absent for one seed. */
  readonly overSeeds?: string;
  readonly verdict: Verdict;
}

/**
 * Judges a difference that a claim says is positive: `yes` where the whole 95 % interval is above 0,
 * `no` where it is below, else `unclear`; `open` where there is no interval.
 *
 * @param amount The size claimed; the verdict is `less` or `more` where the interval excludes it.
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

/**
 * Combines the verdicts by several scores, ignoring open ones, into the one they agree on; else
 * `depends`, or `not shown` where the claim holds by none of them.
 */
export function agreeOn(verdicts: readonly Verdict[]): Verdict | "depends" | "not shown" {
  const [first = "open", ...others] = new Set(verdicts.filter((verdict) => verdict !== "open"));
  if (others.length === 0) return first;
  return [first, ...others].every((one) => one === "no" || one === "unclear")
    ? "not shown"
    : "depends";
}
