/**
 * Everything that the command line prints goes through here.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import process from "node:process";
import type { BackendInfo } from "../backend/backend.ts";

/** A result: to standard output. */
export function print(line = ""): void {
  console.log(line);
}

/**
 * A result that is nowhere else: to standard output.
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

/** What is going on: to standard error, so that results can be piped. */
export function note(line: string): void {
  console.error(line);
}

/** Which backend runs, why, and what would make it faster. */
export function backendLine({ description, advice }: BackendInfo): string {
  return `backend: ${description}${advice ? `; faster: ${advice}` : ""}`;
}

/** A pipe whose reader has gone, or a closed terminal, ends nothing: only what is said is lost. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
