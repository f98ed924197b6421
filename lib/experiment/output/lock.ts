/**
 * Locks that let several processes, on one or many machines, share a folder of work.
 *
 * @module
 */
import { AccessError, InputError } from "../../errors.ts";
import { ifPresent, temporaryPath } from "../../files.ts";
import { pause } from "../../pause.ts";

/** Seconds between two heartbeats. */
const HEARTBEAT = 5;
/** Seconds without a heartbeat after which an owner on another machine counts as dead. */
const DEAD_AFTER = 60;

/** Tries to lock, and milliseconds between two: a process that only looks holds the lock for a moment. */
const TRIES = 10;
const TRY_MS = 20;

/** What Linux and macOS say where a file system keeps no locks: ENOLCK, ENOSYS, EOPNOTSUPP. */
const NO_LOCKS = /\(os error (37|38|45|77|78|95|102)\)/;
/** What systems say where nothing may be written: EPERM, EACCES, EROFS. */
const NOT_WRITABLE = /\(os error (1|13|30)\)/;

/** The process that holds a lock, and its progress. */
export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  /** Free text for people: `training, epoch 3 of 10`. */
  readonly doing: string;
}

/**
 * A lock on one piece of work.
 *
 * Between processes of one machine, the operating system's lock on the file decides; it ends with its
 * process, however that ends. Where machines share the folder but not such locks, or the file system
 * has none, the owner's heartbeat decides: the file is written every few seconds, and its age is
 * measured by the clock of the file system. The file remains when the lock is released, since a lock
 * on a removed file would exclude nobody.
 *
 * @example
 * ```ts
 * import { Lock } from "./lock.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/cell.lock`;
 * {
 *   await using lock = await Lock.acquire(path, "training");
 *   assert(lock);
 *   assertEquals(await Lock.acquire(path, "training too"), undefined);
 * }
 * await using again = await Lock.acquire(path, "training");
 * assert(again);
 * ```
 */
export class Lock implements AsyncDisposable {
  readonly #file: Deno.FsFile;
  readonly #timer: ReturnType<typeof setInterval>;
  #doing: string;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: Deno.FsFile, doing: string) {
    this.#file = file;
    this.#doing = doing;
    this.#timer = setInterval(() => this.#beat(), 1000 * HEARTBEAT);
  }

  /**
   * Acquires the lock, even from a dead owner.
   *
   * @param path Path of the lock's file; its folder is created.
   * @param doing A description of what the owner is about to do.
   * @returns `undefined` if another process holds it.
   * @throws {AccessError} If the file cannot be locked.
   */
  static async acquire(path: string, doing: string): Promise<Lock | undefined> {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      if (await isHeld(file, path, await lockPatiently(file, path))) {
        file.close();
        return undefined;
      }
    } catch (error) {
      file.close();
      throw error;
    }
    const lock = new Lock(file, doing);
    await lock.#beat();
    return lock;
  }

  /** Changes the description of what the owner is doing; others see it within seconds. */
  update(doing: string): void {
    this.#doing = doing;
  }

  /** Releases the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.#file.truncate();
    this.#file.close();
  }

  /** Writes a heartbeat. A failed write must not fail the work: the next one may succeed. */
  #beat(): Promise<void> {
    const owner: LockOwner = { host: Deno.hostname(), pid: Deno.pid, doing: this.#doing };
    this.#writing = this.#writing
      .then(() => overwrite(this.#file, JSON.stringify(owner)))
      .catch(() => {});
    return this.#writing;
  }
}

/**
 * Finds out who holds a lock.
 *
 * @returns `undefined` if nobody does, or the owner is dead.
 */
export async function lockOwner(path: string): Promise<LockOwner | undefined> {
  // Without the right to write: whoever may look need not be one who may work there.
  const file = await ifPresent(Deno.open(path, { read: true }));
  if (!file) return undefined;
  try {
    // A shared lock, so that two processes that only look do not take each other for owners.
    if (!await isHeld(file, path, await tryLock(file, path, false))) return undefined;
    return await readOwner(file) ?? { host: "?", pid: 0, doing: "starting" };
  } finally {
    file.close();
  }
}

/** What trying to lock a file brought; `none` where the file system keeps no locks. */
type Locked = "locked" | "refused" | "none";

async function tryLock(file: Deno.FsFile, path: string, exclusive: boolean): Promise<Locked> {
  try {
    return await file.tryLock(exclusive) ? "locked" : "refused";
  } catch (error) {
    const { message } = error as Error;
    if (NO_LOCKS.test(message)) return "none";
    throw new AccessError(`${path}: cannot be locked: ${message}`, { cause: error });
  }
}

/** Locks the file for this process alone, unless another one keeps it. */
async function lockPatiently(file: Deno.FsFile, path: string): Promise<Locked> {
  for (let left = TRIES - 1;; left--) {
    const locked = await tryLock(file, path, true);
    if (locked !== "refused" || left === 0) return locked;
    await pause(TRY_MS);
  }
}

/**
 * Whether another process holds the lock: by the system's lock, or where that tells nothing, as of an
 * owner on another machine, by the heartbeat.
 */
async function isHeld(file: Deno.FsFile, path: string, locked: Locked): Promise<boolean> {
  if (locked === "refused") return true;
  const owner = await readOwner(file);
  if (!owner || (locked === "locked" && owner.host === Deno.hostname())) return false;
  const { mtime } = await file.stat();
  return (await fileSystemTime(path)) - mtime!.getTime() < 1000 * DEAD_AFTER;
}

/** The current time by the clock that stamps the lock's file; by our own where nothing may be written. */
async function fileSystemTime(path: string): Promise<number> {
  const probe = temporaryPath(path, crypto.randomUUID());
  try {
    await Deno.writeTextFile(probe, "");
  } catch (error) {
    if (NOT_WRITABLE.test((error as Error).message)) return Date.now();
    throw error;
  }
  const { mtime } = await Deno.stat(probe);
  await Deno.remove(probe);
  if (!mtime) throw new InputError(`${path}: the file system keeps no times of changes`);
  return mtime.getTime();
}

/** Reads the owner from the file; a half-written one counts as none. */
async function readOwner(file: Deno.FsFile): Promise<LockOwner | undefined> {
  await file.seek(0, Deno.SeekMode.Start);
  const bytes = new Uint8Array(4096);
  const length = await file.read(bytes);
  try {
    return JSON.parse(new TextDecoder().decode(bytes.subarray(0, length ?? 0)));
  } catch {
    return undefined;
  }
}

/** Overwrites the file in place, as a file renamed over it would not carry the lock. */
async function overwrite(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text.slice(0, 4000));
  await file.seek(0, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.truncate(bytes.length);
}
