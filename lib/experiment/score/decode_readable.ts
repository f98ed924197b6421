/**
 * Decodes those of a user's images that can be decoded.
 *
 * @module
 */
import { type FileFailure, FilesError, type ImageFile, type ImageSet } from "../../data/mod.ts";
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import type { ProgressListener } from "../../train/progress.ts";
import { decodeAs } from "./decode_as.ts";

/** Images that can be scored, and a line for each of the others. */
export interface ReadableImages {
  /** In the order of the paths. */
  readonly set: ImageSet;
  /** What their folders say; undefined where they say nothing. */
  readonly labels: readonly (0 | 1 | undefined)[];
  /** A line for each image that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Decodes all images that can be decoded; those are decoded again only in the rare case that some
 * cannot, and once more if another reason shows only then: sizes are checked before pixels.
 *
 * @param options.strict Whether an image that cannot be read is an error. Default: false.
 * @throws {FilesError} If none can be read, or not all and `options.strict`.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function decodeReadable(
  config: DetectorConfig,
  paths: readonly string[],
  { strict = false, onProgress, signal }: {
    readonly strict?: boolean;
    readonly onProgress?: ProgressListener;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ReadableImages> {
  const known = await Promise.all(paths.map(labelFromPath));
  const files = paths.map((path, i): ImageFile => ({
    path,
    label: known[i]?.label ?? 0,
    type: known[i]?.type ?? "",
  }));
  const failures: FileFailure[] = [];
  let left = paths.map((_, i) => i);
  while (true) {
    try {
      const set = await decodeAs(
        config,
        left.map((index) => files[index]!),
        {
          onProgress: (done, total) => onProgress?.({ phase: "decode", done, total }),
          signal,
        },
      );
      const labels = left.map((index) => known[index]?.label);
      failures.sort((a, b) => a.index - b.index);
      return { set, labels, unreadable: failures.map(({ line }) => line) };
    } catch (error) {
      if (strict || !(error instanceof FilesError)) throw error;
      const bad = new Map(error.failures.map(({ index, line }) => [left[index]!, line]));
      for (const [index, line] of bad) failures.push({ index, line });
      left = left.filter((index) => !bad.has(index));
      if (left.length === 0) throw new FilesError(failures, files.length);
    }
  }
}

async function labelFromPath(
  path: string,
): Promise<{ label: 0 | 1; type: string } | undefined> {
  const [, root, type] = /^(|.*[/\\])test[/\\]([^/\\]+)[/\\][^/\\]+$/.exec(path) ?? [];
  if (root === undefined || type === undefined) return undefined;
  const trained = await Deno.stat(`${root}train/good`).catch(() => undefined);
  return trained?.isDirectory ? { label: type === "good" ? 0 : 1, type } : undefined;
}
