/**
 * Refuses folders that are not empty.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/**
 * Refuses a folder that is not empty, so that nothing of the user's is overwritten.
 *
 * @param folder Value of `--out`.
 * @throws {InputError} If it is not a folder, or holds anything.
 */
export async function requireEmpty(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      throw new InputError(`--out ${folder}: holds ${name}; name a new or an empty folder`);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) {
      throw new InputError(`--out ${folder}: is no folder; name a new or an empty one`);
    }
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
