/**
 * Identifies data by its content.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { forEachFile } from "../decode/for_each_file.ts";
import { type ImageFile, masksOf } from "../images/image_set.ts";
import type { Dataset } from "./dataset.ts";

/** SHA-256 of the content of each image and mask, by path. */
export type ContentHashes = ReadonlyMap<string, string>;

/**
 * Reads all images and masks of a dataset once.
 *
 * @throws {FilesError} Naming the files that cannot be read.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function hashContents(
  { train, test, heldOut = [], source }: Pick<Dataset, "train" | "test" | "heldOut" | "source">,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ContentHashes> {
  const hashes = new Map<string, string>();
  const parts = [...train, ...test, ...heldOut].flatMap((file) => [file.path, ...masksOf(file)]);
  const paths = parts.map((part) => source.file?.(part) ?? part);
  await forEachFile(paths, async (_, i) => {
    hashes.set(parts[i]!, await source.hash(parts[i]!));
  }, options);
  return hashes;
}

/**
 * SHA-256 over the paths and contents of images and masks, as 64 hex digits: training images, test
 * images and, after a line of their own, images held out for thresholds.
 *
 * Two datasets with the same fingerprint hold the same data under the same names.
 *
 * @param hashes Of `hashContents`.
 */
export function fingerprint(
  { train, test, heldOut = [] }: Pick<Dataset, "train" | "test" | "heldOut">,
  hashes: ContentHashes,
): string {
  const total = createHash("sha256");
  const add = (files: readonly ImageFile[]) => {
    for (const file of files) {
      for (const part of [file.path, ...masksOf(file)]) {
        total.update(`${part}\0${hashes.get(part)}\n`);
      }
    }
  };
  add(train);
  add(test);
  // Without any, the fingerprint is that of earlier records.
  if (heldOut.length > 0) total.update("held out\n");
  add(heldOut);
  return total.digest("hex");
}

/** SHA-256 of a file's content as hex digits. */
export async function hashFile(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}
