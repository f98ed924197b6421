/**
 * Checks of what is typed, before anything is installed or measured.
 *
 * @module
 */
// deno-lint-ignore-file no-console

/**
 * Finds an option that is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { findCountMistake } from "./options.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(findCountMistake({ rounds: "3", samples: "15" }), undefined);
 * assertEquals(
 *   findCountMistake({ rounds: "0" }),
 *   "--rounds: expected a whole number of at least 1, found 0",
 * );
 * ```
 */
export function findCountMistake(counts: Readonly<Record<string, string>>): string | undefined {
  const wrong = Object.entries(counts).find(([, value]) => !/^[1-9]\d*$/.test(value));
  return wrong && `--${wrong[0]}: expected a whole number of at least 1, found ${wrong[1]}`;
}

/** Says that `DAAD_THREADS` is set, which would hold back this library only. */
export function findThreadsMistake(): string | undefined {
  const threads = Deno.env.get("DAAD_THREADS");
  if (!threads) return undefined;
  return `DAAD_THREADS: found ${threads}, but PyTorch takes all cores here; unset it`;
}

/** Ends the program with a line and exit code 2 if there is a mistake. */
export function refuse(program: string, mistake: string | undefined): void {
  if (mistake === undefined) return;
  console.error(`${program}: ${mistake}`);
  Deno.exit(2);
}
