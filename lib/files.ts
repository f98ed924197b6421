/**
 * Writing files so that a reader never sees half of one, and removing them.
 *
 * @module
 */

/** Writes to a temporary file beside the target, syncs it and renames it. */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const temporary = `${path}.${Deno.pid}.part`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    const file = await Deno.open(temporary, { write: true, create: true, truncate: true });
    try {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** Removes what writes that were killed have left in a folder. */
export async function removeUnfinishedFiles(folder: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".part")) await removeIfPresent(`${folder}/${name}`);
  }
}

/** Removes a file or a folder with all that is in it; nothing happens where there is none. */
export async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
