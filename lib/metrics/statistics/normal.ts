/**
 * The standard normal distribution.
 *
 * @module
 */

/** From here on the continued fraction converges fast and the series loses digits. */
const SERIES_END = 2;

/**
 * Terms of the continued fraction: at its start, x = 2, this many leave an error below that of
 * rounding.
 */
const FRACTION_TERMS = 120;

/**
 * Probability that a standard normal value is at most `x`: `Φ(x) = ½ erfc(−x / √2)`.
 *
 * The relative error is below 10⁻¹², in the lower tail too.
 *
 * @example
 * ```ts
 * import { normalCdf } from "./normal.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertEquals(normalCdf(0), 0.5);
 * assertAlmostEquals(normalCdf(1) - normalCdf(-1), 0.682689492137, 1e-12);
 * ```
 */
export function normalCdf(x: number): number {
  return complementaryError(-x / Math.SQRT2) / 2;
}

/**
 * The value that a standard normal one does not exceed with probability `p`, found by bisection.
 *
 * @param p In (0, 1).
 * @throws {RangeError} For any other p.
 *
 * @example
 * ```ts
 * import { normalQuantile } from "./normal.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(normalQuantile(0.975), 1.959963984540, 1e-12);
 * ```
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`Cannot use probability ${p}: expected (0, 1)`);
  if (p > 0.5) return -normalQuantile(1 - p); // the lower tail has more digits
  let [low, high] = [-40, 0]; // Φ(−40) underflows
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return high;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
}

/** `erfc(x) = 1 − erf(x)`. */
function complementaryError(x: number): number {
  if (x < 0) return 2 - complementaryError(-x);
  return x < SERIES_END ? 1 - errorSeries(x) : errorFraction(x);
}

/** `erf(x) = 2/√π e^{−x²} Σ_k 2^k x^{2k+1} / (1·3·5⋯(2k+1))`; no term cancels another. */
function errorSeries(x: number): number {
  let [term, sum] = [x, 0];
  for (let k = 1; sum + term !== sum; k++) {
    sum += term;
    term *= 2 * x * x / (2 * k + 1);
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

/** `erfc(x) = e^{−x²}/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))`, from its end. */
function errorFraction(x: number): number {
  let tail = x;
  for (let k = FRACTION_TERMS; k > 0; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}
