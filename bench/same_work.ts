/**
 * Checks that two libraries do the same work in a step.
 *
 * @module
 */
import type { Work } from "./recorded_step.ts";

/** Relative tolerance, as some sums over rows and interpolations are written as products. */
const TOLERANCE = 0.005;

/**
 * Says what differs: the number of trained values, or that of operations by more than 0.5 %.
 *
 * @example
 * ```ts
 * import { workDifference } from "./same_work.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const work = { trained: 10, flops: 1000 };
 * assertEquals(workDifference(work, { trained: 10, flops: 1004 }), undefined);
 * assertEquals(
 *   workDifference(work, { trained: 11, flops: 1000 }),
 *   "10 values are trained here, 11 by PyTorch",
 * );
 * ```
 */
export function workDifference(ours: Work, theirs: Work): string | undefined {
  if (ours.trained !== theirs.trained) {
    return `${ours.trained} values are trained here, ${theirs.trained} by PyTorch`;
  }
  if (Math.abs(ours.flops / theirs.flops - 1) > TOLERANCE) {
    return `${ours.flops} operations of products here, ${theirs.flops} by PyTorch`;
  }
  return undefined;
}
