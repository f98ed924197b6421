/**
 * The commit of a git checkout, read from git's files without starting a program.
 *
 * @module
 */
import { isAbsolute, join } from "node:path";
import { readTextIfPresent } from "../../files.ts";

/**
 * The commit that is checked out, or `undefined` outside a git checkout.
 *
 * In a linked work tree, `.git` is a file that names the tree's git folder; its branches are those of
 * the main checkout.
 *
 * @param checkout The folder that holds `.git`.
 *
 * @example
 * ```ts
 * import { gitCommit } from "./git_commit.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * assertEquals(gitCommit(folder), undefined);
 * ```
 */
export function gitCommit(checkout: string): string | undefined {
  const git = gitFolder(checkout);
  const head = readText(`${git}/HEAD`);
  if (!head?.startsWith("ref: ")) return head;
  const ref = head.slice("ref: ".length);
  const common = within(git, readText(`${git}/commondir`) ?? ".");
  const packed = readText(`${common}/packed-refs`)?.split("\n");
  return readText(`${common}/${ref}`) ??
    packed?.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
}

function gitFolder(checkout: string): string {
  const link = /^gitdir: (.+)$/.exec(readText(`${checkout}/.git`) ?? "");
  return link ? within(checkout, link[1]!) : `${checkout}/.git`;
}

function within(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function readText(path: string): string | undefined {
  return readTextIfPresent(path)?.trim();
}
