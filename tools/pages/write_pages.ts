/**
 * Writes the generated pages, or finds files that differ from them.
 *
 * @module
 */
import { ifPresent } from "../../lib/files.ts";

/** Files by their paths in the project. */
export interface Pages {
  /** Whole files. */
  readonly whole: Readonly<Record<string, string>>;
  /** By file, the text between `<!-- name -->` and `<!-- end of name -->`. */
  readonly sections: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Brings all files up to date, and removes files in `folders` that are not pages.
 *
 * @param root Folder of the project, with a trailing slash.
 * @param folders Folders that hold only whole pages.
 * @param check Whether to compare files instead of writing them.
 * @returns The files that differed.
 */
export async function writePages(
  { whole, sections }: Pages,
  { root, folders, check }: {
    readonly root: string;
    readonly folders: readonly string[];
    readonly check: boolean;
  },
): Promise<string[]> {
  const changed: string[] = [];
  const write = async (file: string, change: (text: string) => string) => {
    const text = await ifPresent(Deno.readTextFile(`${root}${file}`));
    const updated = change(text ?? "");
    if (updated === text) return;
    changed.push(file);
    if (!check) await Deno.writeTextFile(`${root}${file}`, updated);
  };
  if (!check) {
    for (const folder of folders) await Deno.mkdir(`${root}${folder}`, { recursive: true });
  }
  for (const [file, content] of Object.entries(whole)) await write(file, () => content);
  for (const [file, contents] of Object.entries(sections)) {
    await write(file, (text) =>
      Object.entries(contents).reduce(
        (text, [name, content]) => replaceSection(text, name, content, file),
        text,
      ));
  }
  for (const file of (await Promise.all(folders.map((folder) => list(root, folder)))).flat()) {
    if (Object.hasOwn(whole, file)) continue;
    changed.push(file);
    if (!check) await Deno.remove(`${root}${file}`);
  }
  return changed;
}

function replaceSection(text: string, name: string, content: string, file: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file}: no section ${name}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

async function list(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(`${root}${folder}`)) {
      if (entry.isFile) files.push(`${folder}/${entry.name}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // with `check`, before the first write
  }
  return files.sort();
}
