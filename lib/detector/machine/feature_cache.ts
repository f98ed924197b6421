/**
 * Keeps values on disk so that they need not be computed again.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { removeIfPresent, replaceFileSync } from "../../files.ts";

/** Folder for entries inside the one that the user names, so that only our files are cleared. */
const ENTRIES = "features-v1";

/** Length of SHA-256 in bytes. */
const DIGEST = 32;

/** Bytes that a cache may have by default: 4 GiB. */
export const CACHE_LIMIT = 4 * 1024 ** 3;

/** How much a cache holds. */
export interface CacheSize {
  /** Number of files. */
  readonly entries: number;
  /** Size of all files together. */
  readonly bytes: number;
}

/**
 * Float32 values by name, one file each: their SHA-256, then the values.
 *
 * An entry is checked whenever it is read. One that is damaged counts as missing, so that the caller
 * computes the values again and replaces it. Nothing that goes wrong here is an error: what the user
 * should know about it is in {@linkcode FeatureCache.takeWarnings}. Several processes may use one
 * folder; a reader sees an entry whole or not at all.
 *
 * @example
 * ```ts
 * import { FeatureCache } from "./feature_cache.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cache = new FeatureCache(await Deno.makeTempDir());
 * cache.write("squeezenet/0123.mean", Float32Array.of(1, 2));
 * assertEquals(cache.read("squeezenet/0123.mean"), Float32Array.of(1, 2));
 * await cache.clear();
 * ```
 */
export class FeatureCache {
  /** As the user named it. */
  readonly folder: string;
  readonly #limit: number;
  readonly #warnings = new Map<string, { count: number; first: string }>();
  /** Known once something is to be written. */
  #bytes: number | undefined;
  #writes = true;

  /**
   * Names the folder; nothing is read or written yet.
   *
   * @param folder Created when it is needed.
   * @param options.limit Bytes above which nothing more is kept. Default {@linkcode CACHE_LIMIT}.
   */
  constructor(folder: string, options: { readonly limit?: number } = {}) {
    this.folder = folder;
    this.#limit = options.limit ?? CACHE_LIMIT;
  }

  /** The values of that name; `undefined` if there are none, or they are damaged. */
  read(name: string): Float32Array | undefined {
    const path = this.#path(name);
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = Deno.readFileSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#warn("could not be read", path);
      return undefined;
    }
    const values = bytes.subarray(DIGEST);
    const whole = values.length % 4 === 0 && bytes.length > DIGEST;
    if (!whole || !digestOf(values).equals(bytes.subarray(0, DIGEST))) {
      this.#warn("damaged, computed again", path);
      return undefined;
    }
    return new Float32Array(bytes.buffer, DIGEST);
  }

  /** Keeps values, unless the cache is full or its folder cannot be written to. */
  write(name: string, values: Float32Array): void {
    if (!this.#writes) return;
    const path = this.#path(name);
    const bytes = new Uint8Array(DIGEST + values.byteLength);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), DIGEST);
    bytes.set(digestOf(bytes.subarray(DIGEST)));
    try {
      this.#bytes ??= this.size().bytes;
      if (this.#bytes + bytes.length > this.#limit) {
        return this.#stopWriting(`has reached its limit of ${this.#limit / 1024 ** 3} GiB`);
      }
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      replaceFileSync(path, bytes);
      this.#bytes += bytes.length;
    } catch (error) {
      this.#stopWriting(`cannot be written to (${error instanceof Error ? error.message : error})`);
    }
  }

  /** The current size of all entries. */
  size(): CacheSize {
    return measure(`${this.folder}/${ENTRIES}`);
  }

  /** Removes all entries; other files in the folder stay. */
  async clear(): Promise<void> {
    await removeIfPresent(`${this.folder}/${ENTRIES}`);
    this.#bytes = undefined;
    this.#writes = true;
  }

  /** One line for each kind of trouble since the last call. */
  takeWarnings(): string[] {
    const lines = [...this.#warnings].map(([problem, { count, first }]) =>
      count === 0
        ? `feature cache ${this.folder} ${problem}; features are computed but not kept`
        : `feature cache: ${count} ${count === 1 ? "entry" : "entries"} ${problem}: ${first}` +
          (count === 1 ? "" : " and others")
    );
    this.#warnings.clear();
    return lines;
  }

  #path(name: string): string {
    return `${this.folder}/${ENTRIES}/${name}`;
  }

  #warn(problem: string, path: string): void {
    const known = this.#warnings.get(problem) ?? { count: 0, first: path };
    this.#warnings.set(problem, { ...known, count: known.count + 1 });
  }

  #stopWriting(problem: string): void {
    this.#writes = false;
    this.#warnings.set(problem, { count: 0, first: "" });
  }
}

function digestOf(bytes: Uint8Array) {
  return createHash("sha256").update(bytes).digest();
}

function measure(folder: string): CacheSize {
  let [entries, bytes] = [0, 0];
  let listed: Deno.DirEntry[];
  try {
    listed = [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { entries, bytes };
    throw error;
  }
  for (const { name, isDirectory } of listed) {
    const path = `${folder}/${name}`;
    const found = isDirectory ? measure(path) : { entries: 1, bytes: sizeOf(path) };
    entries += found.entries;
    bytes += found.bytes;
  }
  return { entries, bytes };
}

/** The size of a file; 0 if another process has just renamed or removed it. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
