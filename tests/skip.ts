/** Tests that cannot run here say why. */
// deno-lint-ignore-file no-console

/** Prints the reason, if there is one, and returns whether to skip. */
export function skipBecause(what: string, reason: string | undefined): boolean {
  if (reason !== undefined) console.log(`${what}: skipped: ${reason}`);
  return reason !== undefined;
}
