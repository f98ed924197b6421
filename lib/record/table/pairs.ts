/**
 * Differences between two methods, or two variants of one, over runs that differ in nothing else.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { summarizeDifferences, type Summary } from "./statistics.ts";

/** The result of one run, or the difference between two runs of one category and seed. */
export interface Outcome {
  /** Name of the category or class. */
  readonly category: string;
  /** Training seed. */
  readonly seed: number;
  /** A metric as a fraction, or the difference of two. */
  readonly value: number;
  /** The score that the metric is computed from; two runs with different scores are not a pair. */
  readonly scoredBy?: string;
  /** The images and the length of the training; two runs with different ones are not a pair either. */
  readonly budget?: string;
}

/** A summary of the differences of pairs of runs. */
export interface PairSummary extends Summary {
  /** Number of pairs. */
  readonly pairs: number;
}

/**
 * Takes the difference `own − reference` for each category and seed that both have; such runs saw the
 * same images in the same order. Runs that are scored by different statistics, or trained on other
 * images or for longer, are not paired.
 */
export function pairOutcomes(
  own: readonly Outcome[],
  reference: readonly Outcome[],
): Outcome[] {
  return own.flatMap(({ category, seed, value, scoredBy, budget }) =>
    reference
      .filter((other) =>
        other.category === category && other.seed === seed && other.scoredBy === scoredBy &&
        other.budget === budget
      )
      .map((other) => ({ category, seed, value: value - other.value }))
  );
}

/**
 * Mean of the differences, and the interval of Student's t for it.
 *
 * Differences of one category resemble each other, as do those of one seed, so they do not count as
 * independent: they are averaged first, and the interval is over these averages.
 *
 * - `categories`: each category's mean over its seeds is one value. The interval is for other
 *   categories of this kind.
 * - `seeds`: each seed's mean over the categories is one value; a seed that lacks a category is left
 *   out. The interval is for other seeds on the same categories.
 *
 * @returns `undefined` if no value is left. One value has no interval.
 *
 * @example
 * ```ts
 * import { summarizePairs } from "./pairs.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const pairs = [
 *   { category: "bottle", seed: 0, value: 0.02 },
 *   { category: "bottle", seed: 1, value: 0.04 },
 *   { category: "grid", seed: 0, value: 0.06 },
 *   { category: "grid", seed: 1, value: 0.08 },
 * ];
 * // bottle 0.03, grid 0.07
 * const { mean, interval } = summarizePairs(pairs, "categories")!;
 * assertAlmostEquals(mean, 0.05, 1e-12);
 * assertAlmostEquals(interval!.low, 0.05 - 12.7062 * 0.02, 1e-4);
 * // seed 0: 0.04, seed 1: 0.06
 * assertAlmostEquals(summarizePairs(pairs, "seeds")!.interval!.low, 0.05 - 12.7062 * 0.01, 1e-4);
 * assertEquals(summarizePairs([], "seeds"), undefined);
 * ```
 */
export function summarizePairs(
  pairs: readonly Outcome[],
  over: "categories" | "seeds",
): PairSummary | undefined {
  const categories = new Set(pairs.map(({ category }) => category)).size;
  const groups = [
    ...Map.groupBy(pairs, ({ category, seed }) => over === "seeds" ? seed : category).values(),
  ].filter((group) => over === "categories" || group.length === categories);
  if (groups.length === 0) return undefined;
  const means = groups.map((group) => average(group.map(({ value }) => value)));
  return { ...summarizeDifferences(means, over), pairs: groups.flat().length };
}
