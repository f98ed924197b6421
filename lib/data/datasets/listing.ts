/**
 * Lists image files in folders.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/** The formats that sharp and nsbmp decode and that datasets use. */
const IMAGE_NAME = /\.(png|jpe?g|jpe|jfif|webp|tiff?|gif|bmp|avif)$/i;

/** The formats in words, for messages. */
export const IMAGE_FORMATS = "PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF";

/** Written by file managers, archivers and network disks, some with small copies of all images. */
const CLUTTER = new Set([
  "Thumbs.db",
  "desktop.ini",
  "__MACOSX",
  "@eaDir",
  "#recycle",
  "$RECYCLE.BIN",
  "System Volume Information",
]);

/** Any one of these shows that this product wrote the folder, whose pictures are not data. */
const RESULTS = ["record.json", "report.html", "scores.csv"];
/** The pictures in such a folder. */
const PICTURES = new Set(["heatmaps", "overview.png"]);

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
  /** Names of files that {@linkcode isImageName} accepts. */
  readonly images: readonly string[];
  /** Names of files that are not images. */
  readonly others: readonly string[];
  /** Pictures and folders of pictures that this product wrote there. */
  readonly results: readonly string[];
}

/** Called with an entry that cannot be used, and why. */
export type OnUnusable = (path: string, reason: string) => void;

/**
 * Lists a folder, sorted by code unit, so that the order is the same on every machine. Names that
 * begin with a dot are ignored.
 *
 * @param onUnusable Called for names that are not UTF-8, which cannot be opened. Default: throws an
 * error.
 * @returns `undefined` if there is no such folder.
 * @throws {InputError} For such a name.
 */
export async function listFolder(
  path: string,
  onUnusable: OnUnusable = refuseName,
): Promise<FolderEntries | undefined> {
  const folders: string[] = [];
  const images: string[] = [];
  const others: string[] = [];
  try {
    for await (const { name, isSymlink, ...entry } of Deno.readDir(path)) {
      if (name.startsWith(".") || CLUTTER.has(name)) continue;
      if (name.includes("\ufffd") && !await isThere(`${path}/${name}`)) {
        onUnusable(
          `${path}/${name}`,
          "its name is not UTF-8 (Latin-1, perhaps), so it cannot be opened; rename it",
        );
        continue;
      }
      const found: Pick<Deno.DirEntry, "isDirectory" | "isFile"> | undefined = isSymlink
        ? await Deno.stat(`${path}/${name}`).catch(() => undefined)
        : entry;
      // A broken link is named when it is opened; a pipe would be waited for forever.
      const isFile = found === undefined || found.isFile;
      if (found?.isDirectory) folders.push(name);
      else if (isFile && isImageName(name)) images.push(name);
      else others.push(name);
    }
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (!missing) throw error;
    return undefined;
  }
  const written = others.some((name) => RESULTS.includes(name));
  const isData = (name: string) => !(written && PICTURES.has(name));
  return {
    folders: folders.filter(isData).sort(),
    images: images.filter(isData).sort(),
    others: others.sort(),
    results: [...folders, ...images].filter((name) => !isData(name)).sort(),
  };
}

function isThere(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}

function refuseName(path: string, reason: string): never {
  throw new InputError(`${path}: ${reason}`);
}

/** Counts files by their extension, for a message: `3 .heic, 1 .txt`. */
export function countByKind(names: readonly string[]): string {
  const kinds = Map.groupBy(names, (name) =>
    /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ??
      "without an extension");
  return [...kinds].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([kind, files]) => `${files.length} ${kind}`).join(", ");
}
