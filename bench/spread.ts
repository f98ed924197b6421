/**
 * Median and extremes of times.
 *
 * @module
 */
import { median } from "../lib/metrics/statistics/median.ts";

/** What is kept of several times in milliseconds. */
export interface Spread {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly samples: number;
}

/**
 * Summarises at least one time.
 *
 * @example
 * ```ts
 * import { spreadOf } from "./spread.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(spreadOf([3, 1, 9]), { median_ms: 3, min_ms: 1, max_ms: 9, samples: 3 });
 * ```
 */
export function spreadOf(times: readonly number[]): Spread {
  return {
    median_ms: median(times),
    min_ms: Math.min(...times),
    max_ms: Math.max(...times),
    samples: times.length,
  };
}
