/**
 * The range of a slider of scores.
 *
 * @module
 */

/** Values between which a slider moves. */
export interface SliderRange {
  readonly low: number;
  readonly high: number;
}

/** Room above the highest mark, as a share of the range below it. */
const ROOM = 0.15;

/**
 * A range with room above all marks, which may be negative: from 0, or the lowest mark if that is
 * below it.
 *
 * @param marks Scores and thresholds that must lie within it.
 * @param chosen The slider's own value, which must too but gets no room: with room, a value at the
 * end would move the end on again and again. NaN if there is none.
 */
export function sliderRange(marks: readonly number[], chosen = NaN): SliderRange {
  const low = Math.min(0, ...marks);
  const highest = Math.max(...marks);
  const high = highest > low ? highest + ROOM * (highest - low) : low + 1;
  return Number.isNaN(chosen)
    ? { low, high }
    : { low: Math.min(low, chosen), high: Math.max(high, chosen) };
}
