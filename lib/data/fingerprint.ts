/**
 * Identifies data by its content.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ImageFile } from "./image_set.ts";

/**
 * SHA-256 over the paths and contents of images and masks, in order, as 64 hex digits.
 *
 * Two folders with the same fingerprint hold the same data under the same names.
 *
 * @param root Folder that the paths are relative to.
 */
export async function fingerprint(root: string, files: readonly ImageFile[]): Promise<string> {
  const total = createHash("sha256");
  for (const { path, mask } of files) {
    for (const part of mask ? [path, mask] : [path]) {
      total.update(`${part}\0${await hashFile(`${root}/${part}`)}\n`);
    }
  }
  return total.digest("hex");
}

/** SHA-256 of a file's content as hex digits. */
export async function hashFile(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}
