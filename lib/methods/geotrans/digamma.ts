/**
 * The digamma function, its derivative and its inverse, in float64.
 *
 * @module
 */

/** From here on the asymptotic series are exact to 3e-14, ψ to rounding. */
const ASYMPTOTIC = 8;

/** More than the five that suffice from the usual start, as `near` may be far off. */
const NEWTON_STEPS = 10;

/** Coefficients of `x^(−2k)` in `ln x − 1/(2x) − ψ(x)`: B_2k / (2k). */
const DIGAMMA = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/** Coefficients of `x^(−2k − 1)` in `ψ′(x) − 1/x − 1/(2x²)`: B_2k. */
const TRIGAMMA = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];

/**
 * `ψ(x) = d/dx ln Γ(x)`.
 *
 * `ψ(x) = ψ(x + 1) − 1/x` moves x to where the asymptotic series is accurate.
 *
 * Source: Abramowitz and Stegun, 6.3.5 and 6.3.18.
 *
 * @param x Above 0.
 *
 * @example
 * ```ts
 * import { digamma } from "./digamma.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(digamma(1), -0.5772156649015329, 1e-14); // minus Euler's constant
 * ```
 */
export function digamma(x: number): number {
  return both(x)[0];
}

/**
 * `ψ′(x)`.
 *
 * Source: Abramowitz and Stegun, 6.4.6 and 6.4.12.
 *
 * @param x Above 0.
 */
export function trigamma(x: number): number {
  return both(x)[1];
}

/**
 * The x with `ψ(x) = y`, by Newton's method.
 *
 * ψ is concave, so each step ends at or below x. Five steps from the usual start are exact to
 * rounding; from a value close to x, fewer are.
 *
 * Source: Minka, Estimating a Dirichlet distribution, appendix C.
 *
 * @param y Any number.
 * @param near A value close to x, if one is known.
 *
 * @example
 * ```ts
 * import { digamma, inverseDigamma } from "./digamma.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(inverseDigamma(digamma(0.3)), 0.3, 1e-14);
 * ```
 */
export function inverseDigamma(y: number, near?: number): number {
  const start = () => y >= -2.22 ? Math.exp(y) + 0.5 : -1 / (y - digamma(1));
  let x = near ?? start();
  for (let i = 0; i < NEWTON_STEPS; i++) {
    const [value, slope] = both(x);
    const step = (value - y) / slope;
    x = step < x ? x - step : start();
    if (Math.abs(step) <= Number.EPSILON * x) break;
  }
  return x;
}

/** `Σ_k c_k x^(−2k)`, k from 1. */
function series(coefficients: readonly number[], x: number): number {
  const inverse = 1 / (x * x);
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = (sum + coefficients[k]!) * inverse;
  return sum;
}

/** `ψ(x)` and `ψ′(x)`, which share most of the work. */
function both(x: number): [digamma: number, trigamma: number] {
  if (!(x > 0)) {
    throw new RangeError(`Cannot take the digamma function of ${x}: it must be above 0`);
  }
  let [value, slope] = [0, 0];
  for (; x < ASYMPTOTIC; x++) {
    const inverse = 1 / x;
    value -= inverse;
    slope += inverse * inverse;
  }
  const inverse = 1 / x;
  return [
    value + Math.log(x) - inverse / 2 - series(DIGAMMA, x),
    slope + inverse + inverse * inverse / 2 + series(TRIGAMMA, x) * inverse,
  ];
}
