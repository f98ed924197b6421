/**
 * Describes a chart of AUROCs in sentences.
 *
 * @module
 */

/** One line of the chart; values are fractions. */
interface Point {
  readonly label: string;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly categories?: readonly string[];
  readonly partial?: boolean;
}

/** Longer lists are counted instead. */
const NAMED = 4;

/**
 * Says which of our values is the highest, which intervals overlap its own, and what is below chance;
 * returns an empty text where no value is ours. Of means over several sets of categories, those over
 * the largest set are ranked; values of some of the images are only where all are.
 *
 * @param points Lines of the chart.
 *
 * @example
 * ```ts
 * import { describeAurocs } from "./describe_aurocs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = describeAurocs([
 *   { label: "AE", value: 0.8, low: 0.7, high: 0.9 },
 *   { label: "DAAD", value: 0.85, low: 0.75, high: 0.95 },
 * ]);
 * assertEquals(text, "Highest of ours: DAAD, 85.0; its interval overlaps that of AE.");
 * ```
 */
export function describeAurocs(points: readonly Point[]): string {
  const ours = points.filter(({ value }) => value !== undefined)
    .toSorted((a, b) => b.value! - a.value!);
  const { ranked: [best, ...others], over } = comparable(ours);
  if (!best) return "";
  const below = ours.filter(({ value }) => value! < 0.5).map(({ label }) => label);
  return `Highest of ours${over}: ${best.label}, ${(100 * best.value!).toFixed(1)}` +
    (others.length > 0 ? describeOverlap(best, others) : "") + "." +
    (below.length > NAMED
      ? ` ${below.length} of ${ours.length} are below a guess.`
      : below.length > 0
      ? ` Below a guess: ${listed(below)}.`
      : "");
}

/** The points over the largest set of categories, and words for it where there are others. */
function comparable(all: readonly Point[]): { ranked: readonly Point[]; over: string } {
  const whole = all.filter(({ partial }) => !partial);
  const ours = whole.length > 0 ? whole : all;
  const sets = [...Map.groupBy(ours, ({ categories = [] }) => categories.join(", "))];
  if (sets.length < 2) return { ranked: ours, over: "" };
  const size = ([, [first]]: typeof sets[number]) => first!.categories?.length ?? 0;
  const [, ranked] = sets.reduce((a, b) => size(b) > size(a) ? b : a);
  return { ranked, over: ` over ${ranked[0]!.categories?.length ?? 0} categories` };
}

function describeOverlap(best: Point, others: readonly Point[]): string {
  const withInterval = others.filter(({ high }) => high !== undefined);
  if (best.low === undefined || withInterval.length === 0) return "";
  const overlapping = withInterval.filter(({ high }) => high! >= best.low!)
    .map(({ label }) => label);
  if (overlapping.length === 0) return "; its interval overlaps no other";
  if (overlapping.length === withInterval.length && overlapping.length > 1) {
    return "; its interval overlaps all others";
  }
  return `; its interval overlaps that of ${listed(overlapping)}`;
}

/** Lists labels as `A, B and C`, or as `7 others` where there are many. */
function listed(labels: readonly string[]): string {
  if (labels.length > NAMED) return `${labels.length} others`;
  return labels.length === 1
    ? labels[0]!
    : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`;
}
