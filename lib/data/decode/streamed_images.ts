/**
 * Images that are decoded whenever they are read, unless they fit into memory.
 *
 * @module
 */
import {
  type Channels,
  type ImageFile,
  type ImageSet,
  requireIndices,
  type ResizeFilter,
} from "../images/image_set.ts";
import { memoryImages } from "../images/memory_images.ts";
import { decodeFile } from "./decode_file.ts";
import { type DecodeProgress, forEachFile } from "./for_each_file.ts";
import type { ValueRange } from "./value_range.ts";

/** Options of {@linkcode streamImages}. */
export interface StreamOptions {
  /** Which images. */
  readonly files: readonly ImageFile[];
  /** Where each image can be opened, in the order of `files`. */
  readonly paths: readonly string[];
  /** Height and width in pixels. */
  readonly size: number;
  readonly channels: Channels;
  /** Default `lanczos3`. */
  readonly resize?: ResizeFilter;
  /** The values that are black and white in images with more than 8 bits. */
  readonly valueRange?: ValueRange;
  /** Bytes of decoded images that may stay in memory. */
  readonly memory: number;
  readonly onProgress?: DecodeProgress;
  /** Stops the first pass over the files. */
  readonly signal?: AbortSignal;
}

/** Facts that show whether a file is still the one that was checked. */
interface FileVersion {
  readonly size: number;
  readonly modified: number | undefined;
}

/**
 * Decodes every file once, keeps as many images as fit, and decodes the others again when they are
 * read. Which ones are kept does not matter: an epoch reads every image once.
 *
 * @throws {InputError} Naming files that cannot be decoded.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function streamImages(
  { files, paths, size, channels, resize = "lanczos3", valueRange, memory, onProgress, signal }:
    StreamOptions,
): Promise<ImageSet> {
  const bytes = size * size * channels;
  const kept = Math.min(files.length, Math.floor(memory / bytes));
  const decode = (path: string, into: Uint8Array) =>
    decodeFile(path, { size, channels, kernel: resize, range: valueRange, into });
  const at = (images: Uint8Array, i: number) => images.subarray(i * bytes, (i + 1) * bytes);
  const pixels = new Uint8Array(kept * bytes);
  const unused = new Uint8Array(bytes); // for what is decoded only to see whether it can be
  const versions = new Map<number, FileVersion>();
  await forEachFile(paths, async (path, i) => {
    const version = await fileVersion(path);
    if (i >= kept) versions.set(i, version);
    await decode(path, i < kept ? at(pixels, i) : unused);
  }, { onProgress, signal });
  if (kept === files.length) {
    return memoryImages({ files, height: size, width: size, channels, pixels });
  }

  const requireUnchanged = async (index: number) => {
    const [before, now] = [versions.get(index)!, await fileVersion(paths[index]!)];
    if (now.size !== before.size || now.modified !== before.modified) {
      throw new Error("was changed after it was checked; start again");
    }
  };
  // Checks afterwards, even if decoding fails: a check before it would miss a later change.
  const decodeAgain = async (index: number, into: Uint8Array) => {
    try {
      await decode(paths[index]!, into);
    } finally {
      await requireUnchanged(index);
    }
  };
  return {
    files,
    height: size,
    width: size,
    channels,
    streamed: true,
    read: async (indices) => {
      requireIndices(files.length, indices);
      const batch = new Uint8Array(indices.length * bytes);
      const first = new Map<number, number>(); // image → its first place in the batch
      indices.forEach((index, i) => first.has(index) || first.set(index, i));
      const missing = [...first].filter(([index]) => index >= kept);
      await forEachFile(missing.map(([index]) => paths[index]!), async (_, k) => {
        const [index, i] = missing[k]!;
        await decodeAgain(index, at(batch, i));
      });
      indices.forEach((index, i) =>
        batch.set(index < kept ? at(pixels, index) : at(batch, first.get(index)!), i * bytes)
      );
      return batch;
    },
  };
}

async function fileVersion(path: string): Promise<FileVersion> {
  const { size, mtime } = await Deno.stat(path);
  return { size, modified: mtime?.getTime() };
}
