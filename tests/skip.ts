/** Tests that cannot run here say why. */

/**
 * Returns whether to skip, and lists the reason among the ignored tests: what a test file prints
 * while it loads is not shown by `deno test --quiet`.
 */
export function skipBecause(what: string, reason: string | undefined): boolean {
  if (reason !== undefined) Deno.test.ignore(`${what}: skipped: ${reason}`, () => {});
  return reason !== undefined;
}
