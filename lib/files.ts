/**
 * Writing files so that a reader never sees half of one, and removing them.
 *
 * @module
 */
import { AccessError } from "./errors.ts";

/** Name of what {@linkcode writeFileAtomically} writes before it renames it: `NAME.PID.part`. */
const TEMPORARY = /\.\d+\.part$/;

/**
 * Writes to a temporary file beside the target, syncs it and renames it.
 *
 * @throws {AccessError} Naming the path, if the system refuses: a full disk, a read-only folder.
 */
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
    throw refusedWrite(path, error);
  }
}

/**
 * Writes to a temporary file beside the target and renames it, without waiting for the disk: for what
 * is checked when it is read, and can be made again.
 *
 * @throws {AccessError} As {@linkcode writeFileAtomically}.
 */
export function replaceFileSync(path: string, content: Uint8Array): void {
  const temporary = `${path}.${Deno.pid}.part`;
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
 * Writes a file that nobody reads before all is written, so that it may take less care.
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
 * Makes a folder for results, and says before hours of work that nothing can be written to it.
 *
 * @throws {AccessError} Naming it and what stands in the way.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    const probe = `${path}/.write-check`;
    await writeFileAtomically(probe, "x");
    await removeIfPresent(probe);
  } catch (error) {
    throw await refusedFolder(path, error);
  }
}

/**
 * {@linkcode makeFolder}, and removes what a killed process left half written there.
 *
 * @throws {AccessError} If nothing can be written there.
 */
export async function prepareFolder(path: string): Promise<void> {
  await makeFolder(path);
  for await (const { name, isFile } of Deno.readDir(path)) {
    if (isFile && TEMPORARY.test(name)) await removeIfPresent(`${path}/${name}`);
  }
}

/** Why a folder cannot be made or written to, by what is there. */
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

/** What the operating system says of a write, as a sentence about the path; others as they are. */
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

/** Removes a file or a folder with all that is in it; nothing happens where there is none. */
export async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
