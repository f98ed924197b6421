/**
 * A difference of image AUROCs in words.
 *
 * @module
 */
import type { Summary } from "../lib/record/table/statistics.ts";

/** In points, with its 95 % interval where there is one: `+1.2 [−0.3, 2.7]`. */
export function formatDifference({ mean, interval }: Summary): string {
  const points = (value: number) => (100 * value).toFixed(1).replace("-", "−");
  const sign = mean >= 0.0005 ? "+" : "";
  return `${sign}${points(mean)}` +
    (interval ? ` [${points(interval.low)}, ${points(interval.high)}]` : "");
}
