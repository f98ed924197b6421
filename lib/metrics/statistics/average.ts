/**
 * The mean of numbers.
 *
 * @module
 */

/** The mean of at least one value, summed in their order. */
export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
