/**
 * Starts programs of the system.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/**
 * Starts a program with pipes to and from it.
 *
 * @param missing The error message if the program is not on the PATH.
 * @throws {InputError} If it is not.
 */
export function spawnPiped(
  program: string,
  args: readonly string[],
  missing: string,
): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(missing);
  }
}
