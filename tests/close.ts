/** Comparisons of numbers; a failure states the figure, the bound and the machine. */
import { fail } from "@std/assert";
import { describeMachine } from "./machine.ts";
import { noteShare } from "./margins.ts";

/**
 * `max |a − b| / max |b|`: the error relative to the largest expected value, so that values that
 * should be zero count at the scale of their array. Two arrays of zeros are equal.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let error = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (Number.isNaN(difference)) return Infinity;
    error = Math.max(error, difference);
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return error === 0 ? 0 : error / scale;
}

/** Asserts that arrays differ by at most `bound`, relative to the largest expected value. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number,
  what?: string,
): void {
  const error = relativeError(actual, expected);
  assertAtMost(error, bound, named(what, "relative difference"));
}

/** Asserts that two numbers differ by at most `bound`. */
export function assertNear(actual: number, expected: number, bound: number, what?: string): void {
  if (Object.is(actual, expected)) return;
  const difference = Math.abs(actual - expected);
  if (difference <= bound) return noteShare(difference, bound, what);
  throwFor(named(what, `${actual} where ${expected} is expected: difference`), difference, bound);
}

/** Asserts that a figure is at most `bound`; NaN fails. */
export function assertAtMost(figure: number, bound: number, what: string): void {
  if (figure <= bound) noteShare(figure, bound, what);
  else throwFor(what, figure, bound);
}

/** Asserts that a figure is at least `bound`; NaN fails. */
export function assertAtLeast(figure: number, bound: number, what: string): void {
  if (!(figure >= bound)) {
    fail(`${what} ${brief(figure)}, at least ${brief(bound)} expected${here()}`);
  }
}

function named(what: string | undefined, figure: string): string {
  return what ? `${what}: ${figure}` : figure;
}

function throwFor(what: string, figure: number, bound: number): never {
  fail(`${what} ${brief(figure)}, allowed ${brief(bound)}${here()}`);
}

function here(): string {
  return ` (${describeMachine()})`;
}

/** Formats a figure with three digits, enough to compare it with its bound. */
function brief(figure: number): string {
  const [digits, exponent] = figure.toPrecision(3).split("e");
  const short = String(Number(digits));
  if (exponent !== undefined) return `${short}e${Number(exponent)}`;
  return figure !== 0 && Math.abs(figure) < 0.001
    ? Number(figure.toPrecision(3)).toExponential()
    : short;
}
