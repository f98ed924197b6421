/**
 * How far two methods, or two variants of one, are apart over runs that differ in nothing else.
 *
 * @module
 */
import { summarizeDifferences, type Summary } from "./statistics.ts";
import { average } from "../../metrics/average.ts";

/** What one run gave, or by how much two runs of one category and seed differ. */
export interface Outcome {
  /** Name of the category or class. */
  readonly category: string;
  /** Training seed. */
  readonly seed: number;
  /** A metric, a fraction; or the difference of two. */
  readonly value: number;
  /** By which score of the images; two runs that name different ones are no pair. */
  readonly scoredBy?: string;
}

/** What pairs of runs say together. */
export interface PairSummary extends Summary {
  /** Of how many pairs. */
  readonly pairs: number;
}

/**
 * The difference `own − reference` of each category and seed that both have: such runs saw the same
 * images in the same order. Runs that are scored by different statistics have none.
 */
export function pairOutcomes(
  own: readonly Outcome[],
  reference: readonly Outcome[],
): Outcome[] {
  return own.flatMap(({ category, seed, value, scoredBy }) =>
    reference
      .filter((other) =>
        other.category === category && other.seed === seed && other.scoredBy === scoredBy
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
 *   categories of the kind.
 * - `seeds`: each seed's mean over the categories is one value; a seed that lacks a category is left
 *   out. The interval is for other seeds on the same categories.
 *
 * @returns Absent if no value is left. One value has no interval.
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
