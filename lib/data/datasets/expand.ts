/**
 * Turns the names that a user gives into a list of image files.
 *
 * @module
 */
import { glob } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { append } from "../../append.ts";
import { InputError } from "../../errors.ts";
import { ifPresent } from "../../files.ts";
import { masksBeside, separateMasks, withoutExtension } from "../masks/mask_names.ts";
import {
  countByKind,
  type FolderEntries,
  IMAGE_FORMATS,
  isImageName,
  listFolder,
  type OnUnusable,
} from "./listing.ts";

/** Image files, and what was left out. */
export interface ImageList {
  /** Files, in the order of what was named. */
  readonly paths: readonly string[];
  /** The masks that lie beside an image, by its path. */
  readonly masks: ReadonlyMap<string, readonly string[]>;
  /** One line for each folder from which something was left out, and one about masks. */
  readonly warnings: readonly string[];
  /** Folders with both `train` and `test` in them: whole categories, with defects and masks. */
  readonly categories: readonly string[];
}

/** The characters that make a name a pattern. */
const PATTERN = /[*?[{]/;

/**
 * Expands files, folders and patterns to image files: folders recursively, each real folder once,
 * whatever links lead to it. Pictures that this product wrote are left out. A file `NAME_mask`,
 * `NAME_label` or `NAME_gt` beside an image `NAME` is its mask.
 *
 * @param named As the user gave them.
 * @param onUnusable Called for names that cannot be opened, and for folders in others that may not be
 * read. Default: throws an error.
 * @throws {InputError} If a path does not exist, is not an image, or holds none.
 */
export async function expandImagePaths(
  named: readonly string[],
  onUnusable?: OnUnusable,
): Promise<ImageList> {
  const found: string[] = [];
  const warnings: string[] = [];
  const categories: string[] = [];
  const seen = new Set<string>(); // real folders
  for (const path of await expandPatterns(named)) {
    const entries = await listFolder(path, onUnusable);
    if (!entries) {
      const isFile = await Deno.stat(path).then((stat) => stat.isFile, () => false);
      if (!isFile) throw new InputError(`${path}: no such file or folder`);
      if (!isImageName(path)) throw new InputError(`${path}: no ${IMAGE_FORMATS} image`);
      found.push(path);
      continue;
    }
    const search = newSearch(onUnusable, { seen, categories });
    await searchFolder(withoutSlash(path), entries, search);
    if (search.images.length === 0 && search.repeated === 0) {
      const others = search.others.length > 0 ? `, only ${countByKind(search.others)}` : "";
      throw new InputError(`${path}: holds no images${others}`);
    }
    append(found, search.images);
    const line = leftOut(path, search);
    if (line !== undefined) warnings.push(line);
  }
  const { images, masks } = separateMasks([...(await byRealPath(found)).values()]);
  warnings.push(...masksBeside(masks), ...sameNames(images));
  return { paths: images, masks, warnings, categories };
}

/**
 * All images in and below one folder, masks among them, found as {@linkcode expandImagePaths} does.
 *
 * @param onUnusable Called for names that cannot be opened, and for folders that may not be read.
 * @returns `undefined` if there is no such folder; none where it holds none.
 */
export async function imagesBelow(
  folder: string,
  onUnusable: OnUnusable,
): Promise<readonly string[] | undefined> {
  const entries = await listFolder(folder, onUnusable);
  if (!entries) return undefined;
  const search = newSearch(onUnusable);
  await searchFolder(withoutSlash(folder), entries, search);
  return search.images;
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

/** Paths by the real ones, whatever links and dots are in their folders; of several the first. */
export async function byRealPath(paths: readonly string[]): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  const found = new Map<string, string>();
  for (const path of paths) {
    const folder = dirname(path);
    const real = folders.get(folder) ?? await Deno.realPath(folder);
    folders.set(folder, real);
    const file = join(real, basename(path));
    if (!found.has(file)) found.set(file, path);
  }
  return found;
}

/** Warns of files that differ in extension only, as an image and its mask often do. */
function sameNames(images: readonly string[]): string[] {
  const groups = Map.groupBy(images, withoutExtension).values().filter(({ length }) => length > 1);
  const [first, ...more] = [...groups];
  if (!first) return [];
  const others = more.length > 0 ? `, and ${more.length} more names` : "";
  return [
    `${first.join(" and ")}${others}: one name, and each counts as an image; call a mask NAME_mask`,
  ];
}

/** Expands patterns that the shell left as they are; a file of exactly that name takes precedence. */
async function expandPatterns(named: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const path of named) {
    const exists = await Deno.lstat(path).then(() => true, () => false);
    if (exists || !PATTERN.test(path)) {
      paths.push(path);
      continue;
    }
    const matches: string[] = [];
    for await (const match of glob(path)) matches.push(match);
    const usable: string[] = [];
    for (const match of matches.sort()) {
      const isFolder = await Deno.stat(match).then((stat) => stat.isDirectory, () => false);
      if (isFolder || isImageName(match)) usable.push(match);
    }
    if (usable.length === 0) throw new InputError(`${path}: no image or folder fits this pattern`);
    append(paths, usable);
  }
  return paths;
}

/** What was found below one folder. */
interface Search {
  /** Real paths of folders that were searched. */
  readonly seen: Set<string>;
  readonly images: string[];
  readonly others: string[];
  readonly results: string[];
  readonly categories: string[];
  /** Links to folders that had already been searched. */
  repeated: number;
  readonly onUnusable?: OnUnusable;
}

function newSearch(
  onUnusable?: OnUnusable,
  { seen, categories }: Pick<Search, "seen" | "categories"> = { seen: new Set(), categories: [] },
): Search {
  return { seen, images: [], others: [], results: [], categories, repeated: 0, onUnusable };
}

async function searchFolder(path: string, entries: FolderEntries, search: Search): Promise<void> {
  const real = await ifPresent(Deno.realPath(path));
  if (real === undefined) return; // it has just gone
  if (search.seen.has(real)) {
    search.repeated++;
    return;
  }
  search.seen.add(real);
  if (["train", "test"].every((name) => entries.folders.includes(name))) {
    search.categories.push(path);
  }
  append(search.images, entries.images.map((name) => `${path}/${name}`));
  append(search.others, entries.others);
  append(search.results, entries.results.map((name) => `${path}/${name}`));
  for (const folder of entries.folders) {
    const inner = `${path}/${folder}`;
    const innerEntries = await listInner(inner, search.onUnusable);
    if (innerEntries) await searchFolder(inner, innerEntries, search);
  }
}

/** Lists a folder in another one; `undefined` if it has just gone, or is left out as unusable. */
async function listInner(
  path: string,
  onUnusable?: OnUnusable,
): Promise<FolderEntries | undefined> {
  try {
    return await listFolder(path, onUnusable);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    const reason = "this folder may not be read; allow it, or move the folder away";
    if (!onUnusable) throw new InputError(`${path}: ${reason}`, { cause: error });
    onUnusable(path, reason);
    return undefined;
  }
}

function leftOut(path: string, { images, others, results, repeated }: Search): string | undefined {
  const reasons = [
    ...(others.length > 0 ? [`${countByKind(others)} (no ${IMAGE_FORMATS})`] : []),
    ...(results.length > 0 ? [`pictures of an earlier result (${results[0]})`] : []),
    ...(repeated > 0 ? [`${repeated} folders that had been searched`] : []),
  ];
  return reasons.length === 0
    ? undefined
    : `${path}: ${images.length} images; left out: ${reasons.join("; ")}`;
}
