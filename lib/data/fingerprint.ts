/**
 * Identifies data by its content.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Dataset } from "./dataset.ts";
import { forEachFile } from "./for_each_file.ts";
import { masksOf } from "./image_set.ts";

/** SHA-256 of the content of each image and mask, by path. */
export type ContentHashes = ReadonlyMap<string, string>;

/**
 * Reads all images and masks of a dataset once.
 *
 * @throws {FilesError} Naming the files that cannot be read.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function hashContents(
  { train, test, source }: Pick<Dataset, "train" | "test" | "source">,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ContentHashes> {
  const hashes = new Map<string, string>();
  const parts = [...train, ...test].flatMap((file) => [file.path, ...masksOf(file)]);
  const paths = parts.map((part) => source.file?.(part) ?? part);
  await forEachFile(paths, async (_, i) => {
    hashes.set(parts[i]!, await source.hash(parts[i]!));
  }, options);
  return hashes;
}

/**
 * SHA-256 over the paths and contents of images and masks, training images first, as 64 hex digits.
 *
 * Two datasets with the same fingerprint hold the same data under the same names.
 *
 * @param hashes Of `hashContents`.
 */
export function fingerprint(
  { train, test }: Pick<Dataset, "train" | "test">,
  hashes: ContentHashes,
): string {
  const total = createHash("sha256");
  for (const file of [...train, ...test]) {
    for (const part of [file.path, ...masksOf(file)]) {
      total.update(`${part}\0${hashes.get(part)}\n`);
    }
  }
  return total.digest("hex");
}

/** SHA-256 of a file's content as hex digits. */
export async function hashFile(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}
