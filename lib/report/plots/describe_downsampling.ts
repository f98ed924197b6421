/**
 * Describes a chart of the down-sampling ratio in sentences.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";

/** Mean squared errors of one trained network at one ratio. */
interface Point {
  readonly method: string;
  readonly ratio: number;
  readonly defect: number;
  readonly normal: number;
}

/**
 * Says for each method where defects stand out most, and how the errors at the highest ratio compare
 * with those at the lowest.
 *
 * @param points Points of the chart; those of several seeds at one ratio are averaged.
 *
 * @example
 * ```ts
 * import { describeDownsampling } from "./describe_downsampling.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [2, 4].map((ratio) => ({ method: "AE", ratio, defect: ratio, normal: 1 }));
 * assertEquals(
 *   describeDownsampling(points),
 *   "AE: defects stand out most at ratio 4 (4.0 times the error of normal images); from ratio 2 to 4 " +
 *     "the error of defects goes up 2.0-fold, that of normal images stays.",
 * );
 * ```
 */
export function describeDownsampling(points: readonly Point[]): string {
  return [...Map.groupBy(points, ({ method }) => method)]
    .map(([method, own]) => describeMethod(method, own)).join(" ");
}

function describeMethod(method: string, points: readonly Point[]): string {
  const means = [...Map.groupBy(points, ({ ratio }) => ratio)]
    .map(([ratio, own]) => ({
      ratio,
      defect: average(own.map(({ defect }) => defect)),
      normal: average(own.map(({ normal }) => normal)),
    }))
    .sort((a, b) => a.ratio - b.ratio);
  const gap = ({ defect, normal }: typeof means[number]) => defect / normal;
  const best = means.reduce((a, b) => gap(b) > gap(a) ? b : a);
  const [first, last] = [means[0]!, means.at(-1)!];
  return `${method}: defects stand out most at ratio ${best.ratio} (${
    gap(best).toFixed(1)
  } times ` +
    "the error of normal images)" +
    (means.length === 1
      ? "."
      : `; from ratio ${first.ratio} to ${last.ratio} the error of defects ${
        change(last.defect / first.defect)
      }, that of normal images ${change(last.normal / first.normal)}.`);
}

/** Describes a change; one by less than a tenth counts as none. */
function change(factor: number): string {
  if (factor > 0.9 && factor < 1.1) return "stays";
  return factor > 1
    ? `goes up ${factor.toFixed(1)}-fold`
    : `goes down to ${Math.round(100 * factor)} %`;
}
