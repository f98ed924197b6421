/**
 * A local stand-in for the functions of `@std/assert` that this project uses, with the same
 * signatures, so that tests run where the JSR registry cannot be reached. Mapping `@std/assert` to
 * `jsr:@std/assert@^1.0.0` in `deno.json` gives the real package.
 *
 * @module
 */
import { AssertionError, deepStrictEqual, notDeepStrictEqual } from "node:assert/strict";
import { inspect } from "node:util";

export { AssertionError };

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Throws an `AssertionError` with this message. */
export function fail(message = "Failed assertion."): never {
  throw new AssertionError({ message });
}

/** Asserts that `condition` is truthy. */
export function assert(condition: unknown, message = ""): asserts condition {
  if (!condition) fail(message || `Expected a truthy value, found ${inspect(condition)}`);
}

/** Asserts that `condition` is falsy. */
export function assertFalse(condition: unknown, message?: string): void {
  if (condition) fail(message ?? `Expected a falsy value, found ${inspect(condition)}`);
}

/** Asserts deep equality. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (message === undefined) deepStrictEqual(actual, expected);
  else deepStrictEqual(actual, expected, message);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (message === undefined) notDeepStrictEqual(actual, expected);
  else notDeepStrictEqual(actual, expected, message);
}

/** Asserts identity as by `Object.is`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void {
  if (!Object.is(actual, expected)) {
    fail(message ?? `Expected ${inspect(actual)} to be ${inspect(expected)}`);
  }
}

/** Asserts that two numbers differ by at most `tolerance`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = Math.max(Math.abs(expected) * 1e-7, 1e-7),
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const difference = Math.abs(actual - expected);
  if (difference <= tolerance) return;
  fail(message ?? `Expected ${actual} to be ${expected} within ${tolerance}: off by ${difference}`);
}

/** Asserts `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  if (!(actual > expected)) fail(message ?? `Expected ${actual} > ${expected}`);
}

/** Asserts `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual >= expected)) fail(message ?? `Expected ${actual} >= ${expected}`);
}

/** Asserts `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) fail(message ?? `Expected ${actual} < ${expected}`);
}

/** Asserts `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual <= expected)) fail(message ?? `Expected ${actual} <= ${expected}`);
}

/** Asserts that `actual` matches the regular expression. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) fail(message ?? `Expected ${inspect(actual)} to match ${expected}`);
}

/** Asserts that `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    fail(message ?? `Expected ${inspect(actual)} to contain ${inspect(expected)}`);
  }
}

/** Asserts that `actual` is neither null nor undefined. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual === null || actual === undefined) fail(message ?? `Expected a value, found ${actual}`);
}

/** Asserts that `actual` is an instance of `type`. */
export function assertInstanceOf<E extends Error>(actual: unknown, type: ErrorClass<E>): void {
  if (!(actual instanceof type)) fail(`Expected an instance of ${type.name}`);
}

function checkError<E extends Error>(
  error: unknown,
  type: ErrorClass<E> | undefined,
  includes: string | undefined,
): E {
  if (!(error instanceof Error)) fail("Expected an Error to be thrown");
  if (type && !(error instanceof type)) {
    fail(`Expected ${type.name}, found ${error.constructor.name}: ${error.message}`);
  }
  if (includes !== undefined && !error.message.includes(includes)) {
    fail(`Expected the message to contain ${inspect(includes)}, found ${inspect(error.message)}`);
  }
  return error as E;
}

/** Asserts that `fn` throws, optionally an `ErrorType` whose message contains `includes`. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  type?: ErrorClass<E>,
  includes?: string,
): E {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) fail("Expected the function to throw.");
  return checkError(thrown, type, includes);
}

/** Asserts that `fn` rejects, optionally with an `ErrorType` whose message contains `includes`. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  type?: ErrorClass<E>,
  includes?: string,
): Promise<E> {
  let thrown: unknown;
  try {
    await fn();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) fail("Expected the function to reject.");
  return checkError(thrown, type, includes);
}
