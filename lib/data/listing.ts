/**
 * Lists image files in folders.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** What sharp decodes and data sets are made of. */
const IMAGE_NAME = /\.(png|jpe?g|webp|tiff?)$/i;

/** Written by file managers; hidden in spirit. */
const CLUTTER = new Set(["Thumbs.db", "desktop.ini"]);

/** Whether a file's name says that it is an image. */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
}

/** The last part of a path, whatever separates the parts: `bottle` of `data/bottle/`. */
export function baseName(path: string): string {
  return path.replaceAll("\\", "/").replace(/\/+$/, "").split("/").at(-1)!;
}

/** The visible entries of a folder. */
export interface FolderEntries {
  /** Names of folders. */
  readonly folders: readonly string[];
  /** Names of files that {@linkcode isImageName} takes. */
  readonly images: readonly string[];
  /** Files that are no images. */
  readonly others: readonly string[];
}

/**
 * Lists a folder, sorted by code unit, so that the order is the same on every machine. Names that
 * begin with a dot are ignored.
 *
 * @returns `undefined` if there is no such folder.
 */
export async function listFolder(path: string): Promise<FolderEntries | undefined> {
  const folders: string[] = [];
  const images: string[] = [];
  const others: string[] = [];
  try {
    for await (const { name, isSymlink, ...entry } of Deno.readDir(path)) {
      if (name.startsWith(".") || CLUTTER.has(name)) continue;
      const isFolder = isSymlink
        ? await Deno.stat(`${path}/${name}`).then((stat) => stat.isDirectory, () => false)
        : entry.isDirectory;
      if (isFolder) folders.push(name);
      else if (isImageName(name)) images.push(name);
      else others.push(name);
    }
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    return undefined;
  }
  return { folders: folders.sort(), images: images.sort(), others: others.sort() };
}

/**
 * Expands files and folders to image files, folders recursively.
 *
 * @param paths As a user gave them.
 * @throws {InputError} If a path does not exist, is no image, or holds none.
 */
export async function expandImagePaths(paths: readonly string[]): Promise<string[]> {
  const expanded: string[] = [];
  for (const path of paths) {
    const entries = await listFolder(path);
    if (!entries) {
      const isFile = await Deno.stat(path).then((stat) => stat.isFile, () => false);
      if (!isFile) throw new InputError(`${path}: no such file or folder`);
      if (!isImageName(path)) throw new InputError(`${path}: no PNG, JPEG, WebP or TIFF image`);
      expanded.push(path);
      continue;
    }
    const found = await listRecursively(path.replace(/(?<=.)\/+$/, ""), entries);
    if (found.length === 0) throw new InputError(`${path}: holds no images`);
    expanded.push(...found);
  }
  return [...new Set(expanded)];
}

async function listRecursively(path: string, entries: FolderEntries): Promise<string[]> {
  const images = entries.images.map((name) => `${path}/${name}`);
  for (const folder of entries.folders) {
    const inner = `${path}/${folder}`;
    const innerEntries = await listFolder(inner);
    if (innerEntries) images.push(...await listRecursively(inner, innerEntries));
  }
  return images;
}
