/**
 * All output of the command line.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import process from "node:process";
import type { BackendInfo } from "../../backend/backend.ts";

/** Prints a result to standard output. */
export function print(line = ""): void {
  console.log(line);
}

/**
 * Prints a result that is kept nowhere else to standard output.
 *
 * @returns Whether there is still a reader.
 */
export function printToReader(line: string): boolean {
  const bytes = new TextEncoder().encode(`${line}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw error;
  }
}

/** Prints a message to standard error, so that results can be piped. */
export function note(line: string): void {
  console.error(line);
}

/** Says which backend runs, why, and what would make it faster. */
export function backendLine({ description, advice }: BackendInfo): string {
  return `backend: ${description}${advice ? `; faster: ${advice}` : ""}`;
}

/**
 * Keeps the process alive when a pipe's reader has gone or the terminal is closed; only output is
 * lost.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
