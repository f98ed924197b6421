/**
 * Downloads a dataset to a folder.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";
import {
  type ByteProgress,
  fetchFile,
  type FetchOptions,
  partOf,
  wrongHash,
} from "./fetch_file.ts";
import type { DownloadSource, SourceFile, WeightsSource } from "./sources.ts";
import { unpackTarGz } from "./unpack.ts";

/** How a dataset is downloaded. */
export interface DownloadOptions extends Omit<FetchOptions, "onProgress"> {
  /** Folders on servers that are tried before the published ones. */
  readonly mirrors?: readonly string[];
  /** Called for every piece of every file. */
  readonly onProgress?: (file: string, ...progress: Parameters<ByteProgress>) => void;
}

/**
 * Downloads the missing files of a dataset, checks them by their hashes and unpacks archives.
 *
 * @param source What to download.
 * @param folder Where to; created if necessary.
 * @returns Whether anything was missing.
 * @throws {InputError} With what each server did, if no server provides a file.
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
      await fetchFromAny(inFolders([...mirrors, ...urls], file.name), target, file, {
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

/**
 * Downloads one file of weights.
 *
 * @param source Where it is published; without a URL only mirrors have it.
 * @param target Path of the file, which has the same name on mirrors.
 * @returns Whether it was missing.
 * @throws {InputError} With what each server did, if none provides it.
 */
export async function downloadWeights(
  { url, ...facts }: WeightsSource,
  target: string,
  { mirrors = [], onProgress, ...options }: DownloadOptions = {},
): Promise<boolean> {
  const name = target.slice(target.lastIndexOf("/") + 1);
  const file = { ...facts, name };
  if (await isWhole(target, file)) return false;
  const urls = [...inFolders(mirrors, name), ...(url ? [url] : [])];
  if (urls.length === 0) {
    throw new InputError(
      `${name}: is published in no form that can be read here; put a copy (SHA-256 ` +
        `${
          facts.sha256 ?? "not known"
        }) at ${target} by hand, or name a server that has one with ` +
        "--mirror URL",
    );
  }
  await Deno.mkdir(target.slice(0, -name.length) || ".", { recursive: true });
  await fetchFromAny(urls, target, file, {
    ...options,
    onProgress: (...progress) => onProgress?.(name, ...progress),
  });
  return true;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function isWhole(path: string, file: SourceFile): Promise<boolean> {
  return await isThere(path) && await wrongHash(path, file) === undefined;
}

/** The URLs of a file in folders on servers. */
function inFolders(bases: readonly string[], name: string): string[] {
  return bases.map((base) => `${base.replace(/\/+$/, "")}/${name}`);
}

async function fetchFromAny(
  urls: readonly string[],
  target: string,
  file: SourceFile,
  options: FetchOptions,
): Promise<void> {
  const problems: string[] = [];
  for (const url of urls) {
    try {
      await fetchFile(url, target, { ...file, ...options });
      for (const other of urls) await removeIfPresent(partOf(other, target, file));
      return;
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
