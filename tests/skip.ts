/** Skips tests that cannot run here, with the reason. */

/**
 * Returns whether to skip, and lists the reason among the ignored tests, since `deno test --quiet` does
 * not show what a test file prints while it loads.
 */
export function skipBecause(what: string, reason: string | undefined): boolean {
  if (reason !== undefined) Deno.test.ignore(`${what}: skipped: ${reason}`, () => {});
  return reason !== undefined;
}

/** Why a test cannot run on Windows, for {@linkcode skipBecause}; `undefined` elsewhere. */
export function onWindows(why: string): string | undefined {
  return Deno.build.os === "windows" ? why : undefined;
}

/** Why a test can run on Linux only, for {@linkcode skipBecause}; `undefined` there. */
export function unlessLinux(why: string): string | undefined {
  return Deno.build.os === "linux" ? undefined : why;
}
