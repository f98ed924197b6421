/**
 * Downloads a dataset to a folder.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { type ByteProgress, fetchFile, type FetchOptions, md5Of } from "./fetch_file.ts";
import type { DownloadSource, SourceFile } from "./sources.ts";
import { unpackTarGz } from "./unpack.ts";

/** How a dataset is downloaded. */
export interface DownloadOptions extends Omit<FetchOptions, "onProgress"> {
  /** Folders on servers that are tried before the published ones. */
  readonly mirrors?: readonly string[];
  /** Hears of every piece of every file. */
  readonly onProgress?: (file: string, ...progress: Parameters<ByteProgress>) => void;
}

/**
 * Downloads what is missing of a dataset, checks it by MD5 and unpacks archives.
 *
 * @param source What to download.
 * @param folder Where to; made if need be.
 * @returns Whether anything was missing.
 * @throws {InputError} With what each server did, if a file cannot be had anywhere.
 */
export async function downloadDataset(
  { files, urls, unpacksTo }: DownloadSource,
  folder: string,
  { mirrors = [], onProgress, ...options }: DownloadOptions = {},
): Promise<boolean> {
  if (unpacksTo && await isThere(`${folder}/${unpacksTo}`)) return false;
  await Deno.mkdir(folder, { recursive: true });
  let missing = false;
  for (const file of files) {
    const target = `${folder}/${file.name}`;
    if (!await isWhole(target, file)) {
      missing = true;
      await fetchFromAny([...mirrors, ...urls], target, file, {
        ...options,
        onProgress: (...progress) => onProgress?.(file.name, ...progress),
      });
    }
    if (unpacksTo) {
      await unpackInner(target, folder, unpacksTo);
      await Deno.remove(target);
      missing = true;
    }
  }
  return missing;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function isWhole(path: string, { md5 }: SourceFile): Promise<boolean> {
  return await isThere(path) && await md5Of(path) === md5;
}

async function fetchFromAny(
  bases: readonly string[],
  target: string,
  file: SourceFile,
  options: FetchOptions,
): Promise<void> {
  const problems: string[] = [];
  for (const base of bases) {
    try {
      const url = `${base.replace(/\/+$/, "")}/${file.name}`;
      return await fetchFile(url, target, { ...file, ...options });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }
  throw new InputError(
    `${file.name} cannot be downloaded: ${problems.join("; ")}. Run it again to resume, name ` +
      `another server with --mirror URL, or put the file at ${target} by hand`,
  );
}

/** Unpacks beside the target, and moves the folder that the archive holds to its place. */
async function unpackInner(archive: string, folder: string, inner: string): Promise<void> {
  const temporary = `${folder}/${inner}.unpacked`;
  await unpackTarGz(archive, temporary);
  if (!await isThere(`${temporary}/${inner}`)) {
    throw new InputError(`${archive}: holds no folder ${inner}`);
  }
  await Deno.rename(`${temporary}/${inner}`, `${folder}/${inner}`);
  await Deno.remove(temporary, { recursive: true });
}
