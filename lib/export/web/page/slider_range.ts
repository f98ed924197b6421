/**
 * The range of a slider of scores.
 *
 * @module
 */

/** Room above the highest mark, as a share of the range below it. */
const ROOM = 0.15;

/**
 * A range with room above all marks, which may be negative: from 0, or the lowest mark if that is
 * below it.
 *
 * @param marks Scores and thresholds that must lie within it.
 */
export function sliderRange(marks: readonly number[]): { low: number; high: number } {
  const low = Math.min(0, ...marks);
  const highest = Math.max(...marks);
  return { low, high: highest > low ? highest + ROOM * (highest - low) : low + 1 };
}
