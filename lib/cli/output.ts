/**
 * Everything that the command line prints goes through here.
 *
 * @module
 */
// deno-lint-ignore-file no-console

/** A result: to standard output. */
export function print(line = ""): void {
  console.log(line);
}

/** What is going on: to standard error, so that results can be piped. */
export function note(line: string): void {
  console.error(line);
}
