/**
 * Work on many files, several at a time.
 *
 * @module
 */
import { AccessError, StoppedError } from "../../errors.ts";

/** Receives how many of all images are decoded. */
export type DecodeProgress = (done: number, total: number) => void;

/** A file that could not be used, and why. */
export interface FileFailure {
  /** Index in the list of paths. */
  readonly index: number;
  /** The path with the reason, for a message. */
  readonly line: string;
}

/** Files processed side by side: one per core, and two more to hide the time that disks take. */
const PARALLEL = navigator.hardwareConcurrency + 2;
/** Files named in one error message. */
const NAMED_FILES = 5;

/** Some of several files could not be used. */
export class FilesError extends AccessError {
  /**
   * The message names up to five of them.
   *
   * @param failures All of them, in the order of the paths.
   * @param total Number of files that were tried.
   */
  constructor(readonly failures: readonly FileFailure[], total: number) {
    const lines = failures.map(({ line }) => line).sort();
    const more = failures.length - NAMED_FILES;
    super(
      `${failures.length} of ${total} images cannot be used: ` +
        lines.slice(0, NAMED_FILES).join("; ") + (more > 0 ? `; and ${more} more` : ""),
    );
  }
}

/**
 * Runs `body` on all paths, a few at a time, and names the files that failed.
 *
 * @param options.parallel Files processed side by side. Default: a few more than there are cores.
 * @param options.signal Stops before the next file.
 * @throws {FilesError} In one line, naming up to five files with the reason for each.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function forEachFile(
  paths: readonly string[],
  body: (path: string, index: number) => Promise<void>,
  { onProgress, signal, parallel = PARALLEL }: {
    readonly onProgress?: DecodeProgress;
    readonly signal?: AbortSignal;
    readonly parallel?: number;
  } = {},
): Promise<void> {
  const failures: FileFailure[] = [];
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < paths.length && !signal?.aborted) {
      const index = next++;
      try {
        await body(paths[index]!, index);
      } catch (error) {
        failures.push({ index, line: `${paths[index]}: ${await reason(paths[index]!, error)}` });
      }
      done++;
      onProgress?.(done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, paths.length) }, work));
  if (done < paths.length) {
    throw new StoppedError(`reading stopped after ${done} of ${paths.length} files`);
  }
  if (failures.length === 0) return;
  throw new FilesError(failures.sort((a, b) => a.index - b.index), paths.length);
}

/**
 * Why a file failed. Looks at the file again, since one that vanishes while it is opened fails with
 * whatever the decoder noticed first.
 */
async function reason(path: string, error: unknown): Promise<string> {
  const missing = (e: unknown) => e instanceof Deno.errors.NotFound;
  if (await Deno.lstat(path).then(() => false, missing)) return "is missing";
  if (await Deno.stat(path).then(() => false, missing)) return "is a link that leads nowhere";
  if (error instanceof Deno.errors.FilesystemLoop) return "is a link that leads to itself";
  if (await isForbidden(path)) return "cannot be opened: permission denied";
  const size = await Deno.stat(path).then((stat) => stat.isFile ? stat.size : 1, () => 1);
  if (size === 0) return "is empty: 0 bytes";
  if (!(error instanceof Error)) return String(error);
  const line = error.message.split("\n")[0]!;
  return line.replace(/^(Input file|Input buffer|Input image) /, "").replace(`${path}: `, "");
}

/** Whether the file may not be read; libvips then reports an unknown format. */
async function isForbidden(path: string): Promise<boolean> {
  try {
    using _ = await Deno.open(path);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied;
  }
}
