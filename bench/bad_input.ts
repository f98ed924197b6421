/**
 * How scripts end if something that they were given cannot be used.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { InputError } from "../lib/errors.ts";

/** Returns the result of `body`; bad input ends the program with its line and exit code 1. */
export async function orEnd<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(1);
  }
}
