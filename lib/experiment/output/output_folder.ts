/**
 * A folder of results, which controls who may write to it and what may be replaced.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { makeFolder, prepareFolder, removeIfPresent, writeFileAtomically } from "../../files.ts";
import { pause } from "../../pause.ts";
import { Lock, lockOwner } from "./lock.ts";
import { readWritten, WRITTEN_NAME } from "./written.ts";

/** Path of the lock within the folder. */
const LOCK_NAME = ".daad/lock";

/** Milliseconds between two tries to get a folder that another process has. */
const WAIT_MS = 100;

/**
 * A folder that one run owns while it writes.
 *
 * A lock keeps other runs out. Files are listed in `.daad/written.json` before they are written, and
 * only listed files are ever replaced or removed: files from elsewhere stay.
 *
 * @example
 * ```ts
 * import { OutputFolder } from "./output_folder.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const path = await Deno.makeTempDir();
 * await using folder = await OutputFolder.open(path, ["scores.csv"], "scoring");
 * await folder.claim(["scores.csv"]);
 * await assertRejects(() => OutputFolder.open(path, ["scores.csv"], "scoring"));
 * ```
 */
export class OutputFolder implements AsyncDisposable {
  /** Path of the folder. */
  readonly path: string;
  readonly #lock: Lock;
  #written: ReadonlySet<string>;

  private constructor(path: string, lock: Lock, written: ReadonlySet<string>) {
    this.path = path;
    this.#lock = lock;
    this.#written = written;
  }

  /**
   * Creates the folder and locks it.
   *
   * @param names Files and folders in it that will be written; none may have come from elsewhere.
   * @param doing A description of the work, for other processes that ask.
   * @param options.overwrite Whether files of an earlier run may be replaced. Default: true.
   * @param options.wait Milliseconds to wait for another process that writes there. Default: 0.
   * @throws {AccessError} If nothing can be written there.
   * @throws {InputError} If another process writes there, or a name is taken.
   */
  static async open(
    path: string,
    names: readonly string[],
    doing: string,
    { overwrite = true, wait = 0 }: { readonly overwrite?: boolean; readonly wait?: number } = {},
  ): Promise<OutputFolder> {
    await requireFree(path, names, await readWritten(path), overwrite);
    await makeFolder(path);
    const end = performance.now() + wait;
    const acquire = () => Lock.acquire(`${path}/${LOCK_NAME}`, doing);
    let lock = await acquire();
    while (!lock && performance.now() < end) {
      await pause(WAIT_MS);
      lock = await acquire();
    }
    if (!lock) throw new InputError(await describeOwner(path));
    try {
      for (const used of [path, `${path}/.daad`]) await prepareFolder(used);
      const written = await readWritten(path);
      await requireFree(path, names, written, overwrite); // the previous owner may have just finished
      return new OutputFolder(path, lock, written);
    } catch (error) {
      await lock[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Checks without a lock that nothing in the folder would be replaced; for commands that would
   * compute for long before they open it.
   *
   * @param names Files and folders in it that will be written.
   * @throws {InputError} If one of them is there, whoever wrote it.
   */
  static async requireUnused(path: string, names: readonly string[]): Promise<void> {
    await requireFree(path, names, await readWritten(path), false);
  }

  /**
   * Lists files as written by this project, before they are written.
   *
   * @throws {InputError} If one of them came from elsewhere.
   */
  async claim(names: readonly string[]): Promise<void> {
    await requireFree(this.path, names, this.#written, true);
    await this.#list([...this.#written, ...names]);
  }

  /**
   * Removes the files written below a folder, and lists those that will be.
   *
   * @param names Files in it.
   * @throws {InputError} If one of them came from elsewhere.
   */
  async replaceFolder(folder: string, names: readonly string[]): Promise<void> {
    const paths = names.map((name) => `${folder}/${name}`);
    await requireFree(this.path, paths, this.#written, true);
    const old = [...this.#written].filter((name) => name.startsWith(`${folder}/`));
    for (const name of old) await removeIfPresent(`${this.path}/${name}`);
    await removeIfEmpty(`${this.path}/${folder}`);
    await this.#list([...[...this.#written].filter((name) => !old.includes(name)), ...paths]);
  }

  /** Removes files, if they were written by this project. */
  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.#written.has(name)) await removeIfPresent(`${this.path}/${name}`);
    }
  }

  /**
   * Strikes from the list what is not there, once everything is written: files of these names may come
   * from elsewhere later.
   */
  async settle(): Promise<void> {
    const there = await Promise.all(
      [...this.#written].map(async (name) => await isThere(`${this.path}/${name}`) ? [name] : []),
    );
    await this.#list(there.flat());
  }

  /** Releases the folder. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#lock[Symbol.asyncDispose]();
  }

  async #list(names: readonly string[]): Promise<void> {
    this.#written = new Set(names);
    const content = { format: 1, written: [...this.#written].sort() };
    await writeFileAtomically(
      `${this.path}/${WRITTEN_NAME}`,
      JSON.stringify(content, null, 2) + "\n",
    );
  }
}

/** Refuses to replace files from elsewhere and, unless `overwrite` is set, those of this project. */
async function requireFree(
  path: string,
  names: readonly string[],
  written: ReadonlySet<string>,
  overwrite: boolean,
): Promise<void> {
  const there = await Promise.all(names.map((name) => isThere(`${path}/${name}`)));
  const present = names.filter((_, i) => there[i]);
  const own = (name: string) =>
    written.has(name) || [...written].some((one) => one.startsWith(`${name}/`));
  const foreign = present.filter((name) => !own(name));
  if (foreign.length > 0) {
    throw new InputError(
      `--out ${path}: holds ${foreign.join(", ")}, which no run wrote and which would be ` +
        "replaced; move it away or choose another folder",
    );
  }
  if (present.length > 0 && !overwrite) {
    throw new InputError(
      `--out ${path}: already holds ${present.join(", ")}; choose another folder or pass ` +
        "--overwrite",
    );
  }
}

/** Whether there is a file, or a folder that is not empty. */
async function isThere(path: string): Promise<boolean> {
  try {
    const { isDirectory } = await Deno.lstat(path);
    return !isDirectory || (await Array.fromAsync(Deno.readDir(path))).length > 0;
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (missing || error instanceof Deno.errors.NotCapable) return false; // refused when it is created
    throw error;
  }
}

async function removeIfEmpty(path: string): Promise<void> {
  if (await isThere(path)) return;
  await removeIfPresent(path);
}

async function describeOwner(path: string): Promise<string> {
  const owner = await lockOwner(`${path}/${LOCK_NAME}`);
  const who = owner ? `process ${owner.pid} on ${owner.host} (${owner.doing})` : "another process";
  return `--out ${path}: ${who} writes to it; wait for its end or choose another folder`;
}
