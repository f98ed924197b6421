/**
 * Working copies of the notebooks, so that running one does not change the tracked files.
 *
 * @module
 */
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
  await Deno.mkdir(copies, { recursive: true });
  const stamps = `${copies}/.originals.json`;
  const before: Record<string, string> = JSON.parse(
    await Deno.readTextFile(stamps).catch(() => "{}"),
  );
  const now: Record<string, string> = { ...before };
  const changed: string[] = [];
  const entries = await Array.fromAsync(Deno.readDir(originals));
  for (const { name } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!name.endsWith(".ipynb")) continue;
    const bytes = await Deno.readFile(`${originals}/${name}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    try {
      await Deno.writeFile(`${copies}/${name}`, bytes, { createNew: true });
      now[name] = digest;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      if (before[name] !== digest) changed.push(name);
    }
  }
  await Deno.writeTextFile(stamps, JSON.stringify(now, null, 2) + "\n");
  return changed;
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
