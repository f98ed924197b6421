/**
 * Finds image files as they appear in a folder.
 *
 * @module
 */
import { forEachFile } from "../../data/decode/for_each_file.ts";
import { imagesBelow } from "../../data/datasets/expand.ts";
import { hashFile } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import { pause } from "../../pause.ts";

/** Milliseconds between two scans: a file that grew in the meantime is still being written. */
const LOOK_MS = 200;

/** Milliseconds without a change after which an unreadable file counts as broken, not incomplete. */
const SETTLED_MS = 2000;

/** Files asked for their state at the same time: over a network, each answer takes a while. */
const TOGETHER = 32;

/** A file that did not change between two scans. */
export interface AppearedFile {
  /** The folder as given, and the path within it. */
  readonly path: string;
  /** Whether scans found it unchanged for so long that it must be complete. */
  readonly settled: boolean;
  /**
   * Reports that it could not be read: it is yielded again until it has settled, and after that when
   * it changes.
   */
  readonly failed: () => void;
}

/** The state of one version of a file. */
interface Seen {
  /** Changes whenever the file is written. */
  readonly version: string;
  /** When this version was first seen, and when a scan last found it. */
  readonly since: number;
  lastSeen: number;
  /** When it was written, for the order. */
  readonly modified: number;
  /** SHA-256 of the content last yielded under this name. */
  content?: string;
  /** Whether two scans found this version. */
  stable: boolean;
  /** Whether it is still to be yielded, unless its content already was. */
  waits: boolean;
}

/**
 * Yields the image files in and below a folder, including those already there: in the order of their
 * last changes, with ties by name, each once, and only when two scans found them the same. A file
 * that disappears and comes back is new, and so is one whose content changes.
 *
 * It scans repeatedly, which works on every file system; on some, notifications are lost.
 *
 * @param folder The folder, which must exist. If it vanishes for a while, watching continues, and
 * files already yielded are not yielded again when it is back.
 * @param signal Ends the watching.
 * @param onUnusable Called once for each entry without a name by which it could be opened, and for
 * each folder in it that may not be read.
 * @throws {InputError} If there is no such folder.
 */
export async function* watchFolder(
  folder: string,
  signal: AbortSignal,
  onUnusable?: (path: string, reason: string) => void,
): AsyncGenerator<AppearedFile, void> {
  if (!await isFolder(folder)) throw new InputError(`--watch ${folder}: no such folder`);
  let seen: ReadonlyMap<string, Seen> = new Map();
  const unusable = new Set<string>();
  while (!signal.aborted) {
    seen = await look(folder, seen, (path, reason) => {
      if (!unusable.has(path)) onUnusable?.(path, reason);
      unusable.add(path);
    });
    const ready = [...seen].filter(([, file]) => file.stable && file.waits)
      .sort(([a, { modified: first }], [b, { modified: second }]) =>
        first - second || (a < b ? -1 : 1)
      );
    for (const [path, file] of ready) {
      if (signal.aborted) return;
      // Not by the clock: the last scan may be long ago where others were scored since.
      const settled = file.lastSeen - file.since >= SETTLED_MS;
      file.waits = false;
      const content = await hashFile(path).catch(() => undefined); // it may just go
      if (content !== undefined && content === file.content) continue; // touched only
      file.content = content;
      yield {
        path,
        settled,
        failed: () => {
          file.waits = !settled;
          if (!settled) file.content = undefined;
        },
      };
    }
    await pause(LOOK_MS, signal);
  }
}

/**
 * Scans the files, keeping the state of those that did not change, and of all where the folder is gone
 * for the moment.
 */
async function look(
  folder: string,
  before: ReadonlyMap<string, Seen>,
  onUnusable: (path: string, reason: string) => void,
): Promise<ReadonlyMap<string, Seen>> {
  // Masks are among them: beside which file one will lie is not known when it comes.
  const paths = await imagesBelow(folder, onUnusable);
  if (!paths) return before;
  const states: (Seen | undefined)[] = [];
  await forEachFile(paths, async (path, i) => {
    states[i] = await stateOf(path, before.get(path));
  }, { parallel: TOGETHER });
  if (!await isFolder(folder)) return before; // it went during the scan
  return new Map(paths.flatMap((path, i) => states[i] ? [[path, states[i]]] : []));
}

/** The state of a file; the one before where it cannot be told, and none where the file has gone. */
async function stateOf(path: string, before: Seen | undefined): Promise<Seen | undefined> {
  try {
    const { size, mtime } = await Deno.stat(path);
    const now = performance.now();
    const modified = mtime?.getTime() ?? 0;
    const version = `${size} ${modified}`;
    if (before?.version === version) return Object.assign(before, { stable: true, lastSeen: now });
    const { content } = before ?? {};
    return { version, since: now, lastSeen: now, modified, content, waits: true, stable: false };
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? undefined : before;
  }
}

function isFolder(path: string): Promise<boolean> {
  return Deno.stat(path).then((stat) => stat.isDirectory, () => false);
}
