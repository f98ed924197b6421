/**
 * Draws normal numbers rounded to whole gray levels.
 *
 * @module
 */
import type { Random } from "../../random.ts";

/**
 * Makes a source of normal numbers with mean 0, rounded to whole gray levels.
 *
 * `P(k) = Φ((k + ½)/σ) − Φ((k − ½)/σ)`. A pixel is a whole number, so `round(v + n) = v + round(n)`:
 * nothing is lost by rounding only the noise. The distribution is a table of 32-bit thresholds, which
 * absorbs the last bits in which machines may differ.
 *
 * @param sigma Standard deviation in gray levels, at least 0 and at most 255.
 * @throws {RangeError} If it is outside that range.
 */
export function normalLevels(sigma: number): (random: Random) => number {
  if (!(sigma >= 0 && sigma <= 255)) {
    throw new RangeError(`Cannot draw noise of ${sigma} gray levels: expected 0 … 255`);
  }
  const thresholds: number[] = []; // a draw below the k-th is at most k in magnitude
  for (let k = 0; (thresholds.at(-1) ?? 0) < HALF; k++) {
    thresholds.push(sigma === 0 ? HALF : Math.round(HALF * insideOf((k + 0.5) / sigma)));
  }
  return (random) => {
    const draw = random.nextUint32();
    const magnitude = firstAbove(thresholds, draw % HALF);
    return draw < HALF ? magnitude : -magnitude;
  };
}

/** One bit of a draw is the sign, 31 are the magnitude. */
const HALF = 2 ** 31;

/** Probability that a standard normal number lies in [−x, x]: a series of positive terms. */
function insideOf(x: number): number {
  if (x > 7) return 1; // what lies beyond is less than one step of a threshold
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 2 * sum * Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Index of the first of ascending thresholds above `value`. */
function firstAbove(thresholds: readonly number[], value: number): number {
  let [low, high] = [0, thresholds.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < thresholds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
