/**
 * Writing files so that a reader never sees half of one, reading and removing them.
 *
 * @module
 */
import { AccessError } from "./errors.ts";

/** Name of the file by which {@linkcode makeFolder} tries to write. */
const PROBE = ".write-check";

/** Milliseconds after which a probe cannot be of a process that is just trying. */
const PROBE_MS = 60_000;

/** Names that nobody else gives, as {@linkcode prepareFolder} removes such files. */
const TEMPORARY = /\.[\w-]+\.daad-part$/;

/** Names with a random id: of files by which a lock reads the clock of the file system. */
const UNIQUE = /\.[0-9a-f-]{36}\.daad-part$/;

/**
 * Path of a file that is written first and then takes the place of another: `NAME.ID.daad-part`.
 *
 * @param id Tells processes apart.
 */
export function temporaryPath(path: string, id: string | number = Deno.pid): string {
  return `${path}.${id}.daad-part`;
}

/** The text of a file, or `undefined` where none can be read. */
export function readTextIfPresent(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Writes to a temporary file beside the target, syncs it and renames it.
 *
 * @throws {AccessError} Naming the path, if the system refuses: a full disk, a read-only folder.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const temporary = temporaryPath(path);
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
    throw refusedWrite(path, error);
  }
}

/**
 * Writes to a temporary file beside the target and renames it, without waiting for the disk. For
 * files that are checked when they are read and can be made again.
 *
 * @throws {AccessError} As {@linkcode writeFileAtomically}.
 */
export function replaceFileSync(path: string, content: Uint8Array): void {
  const temporary = temporaryPath(path);
  try {
    Deno.writeFileSync(temporary, content);
    Deno.renameSync(temporary, path);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch {
      // the first error is the one to report
    }
    throw refusedWrite(path, error);
  }
}

/**
 * Writes to the target itself. For files that nobody reads until everything is written, which need
 * less care.
 *
 * @throws {AccessError} As {@linkcode writeFileAtomically}.
 */
export async function writeFileDirectly(path: string, content: Uint8Array): Promise<void> {
  try {
    await Deno.writeFile(path, content);
  } catch (error) {
    throw refusedWrite(path, error);
  }
}

/**
 * Makes a folder for results, and checks before hours of work that it can be written to.
 *
 * @throws {AccessError} Naming it and what stands in the way.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    const probe = `${path}/${PROBE}`;
    await writeFileAtomically(probe, "x");
    await removeIfPresent(probe);
  } catch (error) {
    throw await refusedFolder(path, error);
  }
}

/**
 * Like {@linkcode makeFolder}; also removes files that a killed process left half written there.
 *
 * @throws {AccessError} If nothing can be written there.
 */
export async function prepareFolder(path: string): Promise<void> {
  await makeFolder(path);
  for await (const { name, isFile } of Deno.readDir(path)) {
    if (!isFile || !TEMPORARY.test(name)) continue;
    const probe = name.startsWith(PROBE) || UNIQUE.test(name);
    if (probe && await isYoung(`${path}/${name}`)) continue;
    await removeIfPresent(`${path}/${name}`);
  }
}

/** Whether a file may be another process's probe, which it is about to rename and remove itself. */
async function isYoung(path: string): Promise<boolean> {
  const found = await ifPresent(Deno.stat(path));
  return Date.now() - (found?.mtime?.getTime() ?? 0) < PROBE_MS;
}

/** The error for a folder that cannot be made or written to, judging by what is there. */
async function refusedFolder(path: string, error: unknown): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const refuse = (reason: string) =>
    new AccessError(`${path}: ${reason}; choose another folder`, { cause: error });
  for (let part = path; part !== "" && part !== "."; part = part.replace(/\/?[^/]*$/, "")) {
    const info = await Deno.stat(part).catch(() => undefined);
    if (info === undefined) continue;
    if (!info.isDirectory) return refuse(`cannot be a folder, since ${part} is a file`);
    break;
  }
  if (error instanceof Deno.errors.NotCapable) return refuse("this command may not write there");
  const reason = /^(?:.*: )?(\w[^:]*) \(os error (\d+)\)/.exec(error.message);
  if (!reason) return error;
  if (["28", "122"].includes(reason[2]!)) return error; // a full disk says so itself
  return refuse(`nothing can be written there: ${reason[1]} (os error ${reason[2]})`);
}

/** Turns an operating system's error into a sentence about the path; leaves others as they are. */
function refusedWrite(path: string, error: unknown): unknown {
  const reason = error instanceof Error
    ? /^(.*\(os error \d+\))/.exec(error.message)?.[1]
    : undefined;
  if (reason === undefined) return error;
  const full = /\(os error (28|122)\)/.test(reason); // ENOSPC, EDQUOT
  return new AccessError(
    `${path}: cannot be written: ${reason}` + (full ? "; free some space" : ""),
    { cause: error },
  );
}

/**
 * The result of an access to a file or folder; `undefined` if there is none.
 *
 * @example
 * ```ts
 * import { ifPresent } from "./files.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * assertEquals(await ifPresent(Deno.readTextFile(`${folder}/missing`)), undefined);
 * ```
 */
export async function ifPresent<T>(access: Promise<T>): Promise<T | undefined> {
  try {
    return await access;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Removes a file, or a folder with everything in it; does nothing if there is none. */
export async function removeIfPresent(path: string): Promise<void> {
  await ifPresent(Deno.remove(path, { recursive: true }));
}
