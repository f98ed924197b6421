/**
 * The script that unpacks.
 *
 * @module
 */
import type { Archive } from "./archives.ts";
import type { Part } from "./parts.ts";

const TEMPLATE = new URL("unpack.sh", import.meta.url);

/** The contents of a pack, as the script needs them. */
export interface Contents {
  readonly parts: readonly Part[];
  readonly archives: readonly Pick<Archive, "name" | "into">[];
  /** The commit, for records. */
  readonly commit: string;
  /** The stamp that `setup` is to find. */
  readonly stamp: string;
}

/** Makes `unpack.sh` for these parts. */
export async function unpackScript(
  { parts, archives, commit, stamp }: Contents,
): Promise<string> {
  const values: Readonly<Record<string, string>> = {
    PARTS: parts.map(({ sha256, bytes, file, archive }) => `${sha256} ${bytes} ${file} ${archive}`)
      .join("\n"),
    ARCHIVES: archives.map(({ name, into }) => `${name} ${into}`).join("\n"),
    COMMIT: commit,
    STAMP: stamp,
  };
  const template = await Deno.readTextFile(TEMPLATE);
  return template.replaceAll(/@([A-Z]+)@/g, (_, name: string) => values[name]!);
}
