/**
 * The script that unpacks.
 *
 * @module
 */
import type { Archive } from "./archives.ts";
import type { Part } from "./parts.ts";

const TEMPLATE = new URL("unpack.sh", import.meta.url);

/** What the script has to know. */
export interface Contents {
  readonly parts: readonly Part[];
  readonly archives: readonly Pick<Archive, "name" | "into">[];
  /** For records. */
  readonly commit: string;
  /** What `setup` is to find. */
  readonly stamp: string;
}

/** `unpack.sh` for these parts. */
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
