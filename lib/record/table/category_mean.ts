/**
 * The mean over categories.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import type { Outcome } from "./pairs.ts";
import { summarize, type Summary } from "./statistics.ts";

/** A mean over categories, with the categories and seeds it covers. */
export interface CategoryMean extends Summary {
  /** The categories. */
  readonly categories: readonly string[];
  /** The seeds that have all of them, in order; the standard deviation is over these. */
  readonly seeds: readonly number[];
}

/**
 * Averages over categories: each category's mean over its seeds counts once, however many seeds it
 * has.
 *
 * The standard deviation is over the seeds that have all categories. The interval, which is for their
 * mean, is absent where some seed lacks a category.
 *
 * @param categories The categories to average.
 * @returns `undefined` where a category has no outcome, or there are no categories.
 *
 * @example
 * ```ts
 * import { meanOverCategories } from "./category_mean.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const outcomes = [
 *   { category: "bottle", seed: 0, value: 0.8 },
 *   { category: "bottle", seed: 1, value: 1 },
 *   { category: "grid", seed: 0, value: 0.7 },
 * ];
 * const { mean, seeds } = meanOverCategories(outcomes, ["bottle", "grid"])!;
 * assertAlmostEquals(mean, 0.8, 1e-12);
 * assertEquals(seeds, [0]);
 * assertEquals(meanOverCategories(outcomes, ["bottle", "screw"]), undefined);
 * ```
 */
export function meanOverCategories(
  outcomes: readonly Outcome[],
  categories: readonly string[],
): CategoryMean | undefined {
  const own = outcomes.filter(({ category }) => categories.includes(category));
  const byCategory = Map.groupBy(own, ({ category }) => category);
  if (categories.length === 0 || byCategory.size < categories.length) return undefined;
  const mean = average(
    categories.map((name) => average(byCategory.get(name)!.map(({ value }) => value))),
  );
  const bySeed = [...Map.groupBy(own, ({ seed }) => seed)].sort(([a], [b]) => a - b);
  const complete = bySeed.filter(([, of]) =>
    new Set(of.map(({ category }) => category)).size === categories.length
  );
  const { standardDeviation, interval } = complete.length > 0
    ? summarize(complete.map(([, of]) => average(of.map(({ value }) => value))))
    : {};
  return {
    categories,
    mean,
    ...(standardDeviation !== undefined && { standardDeviation }),
    ...(interval && complete.length === bySeed.length && { interval }),
    seeds: complete.map(([seed]) => seed),
  };
}
