/** Skips tests that cannot run here, with the reason. */

/**
 * Returns whether to skip, and lists the reason among the ignored tests, since `deno test --quiet` does
 * not show what a test file prints while it loads.
 */
export function skipBecause(what: string, reason: string | undefined): boolean {
  if (reason !== undefined) Deno.test.ignore(`${what}: skipped: ${reason}`, () => {});
  return reason !== undefined;
}
