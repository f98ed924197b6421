/**
 * Working copies of the notebooks, so that running one does not change the tracked files.
 *
 * @module
 */
import { makeFolder, temporaryPath, writeFileAtomically, writeFileDirectly } from "../files.ts";
import { note } from "./terminal/output.ts";

/** Folder of the tracked notebooks. */
export const ORIGINALS = "notebooks";

/**
 * Folder of the copies, ignored by git and as deep as the originals, so that imports and data are
 * found.
 */
export const COPIES = "work";

/**
 * Copies each notebook that has no copy yet. A copy is never replaced, whatever is in it; those whose
 * originals have changed since are reported.
 *
 * @param originals Folder of the notebooks.
 * @param copies Folder of the copies, which is created.
 * @returns Names of earlier copies whose originals have changed since they were made.
 */
export async function makeWorkCopies(
  originals: string = ORIGINALS,
  copies: string = COPIES,
): Promise<string[]> {
  await makeFolder(copies);
  const stamps = `${copies}/.originals.json`;
  const before = await readStamps(stamps);
  const now: Record<string, string> = { ...before };
  const changed: string[] = [];
  const entries = await Array.fromAsync(Deno.readDir(originals));
  for (const { name } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!name.endsWith(".ipynb")) continue;
    const digest = await digestOf(`${originals}/${name}`);
    if (await copyWhole(`${originals}/${name}`, `${copies}/${name}`)) now[name] = digest;
    else {
      const made = before[name] ?? await digestOf(`${copies}/${name}`);
      if (made === digest) now[name] = digest;
      else changed.push(name);
    }
  }
  await writeFileAtomically(stamps, JSON.stringify(now, null, 2) + "\n");
  return changed;
}

/** Copies a file unless there is one; a copy is whole or not there. Returns whether it was made. */
async function copyWhole(from: string, to: string): Promise<boolean> {
  const temporary = temporaryPath(to);
  await writeFileDirectly(temporary, await Deno.readFile(from));
  try {
    await Deno.link(temporary, to);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  } finally {
    await Deno.remove(temporary);
  }
}

/** SHA-256 of a notebook. */
async function digestOf(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(digest).toHex();
}

/** Which original each copy is of; a damaged file knows of none. */
async function readStamps(path: string): Promise<Record<string, string>> {
  try {
    return { ...JSON.parse(await Deno.readTextFile(path)) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Prints which copies are of an earlier version. */
export function tellChanged(changed: readonly string[]): void {
  for (const name of changed) {
    note(
      `lab: ${COPIES}/${name} is of an earlier version and kept; remove or rename it to get the ` +
        "present one",
    );
  }
}
