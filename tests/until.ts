/** Waits for an event itself, whatever the machine's speed. */

/**
 * Milliseconds after which an event is assumed never to happen: far more than the slowest takes on a
 * busy machine. The only time limit in the tests.
 */
export const LIMIT_MS = 600_000;

/** Polls until a condition is true. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  for (const started = performance.now(); performance.now() - started < LIMIT_MS;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited ${LIMIT_MS / 1000} s until ${what}`);
}

/** Whether anything exists at this path. */
export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** Whether a file called `name` was written in or below a folder since a given time. */
export async function hasNewFile(folder: string, name: string, since: number): Promise<boolean> {
  if (!await exists(folder)) return false;
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && await hasNewFile(path, name, since)) return true;
    if (entry.name !== name) continue;
    const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null })); // it may just have gone
    if (mtime && mtime.getTime() >= since) return true;
  }
  return false;
}
