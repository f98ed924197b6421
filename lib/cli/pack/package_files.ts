/**
 * The npm packages that this project loads, as they lie in Deno's cache.
 *
 * @module
 */
import { relative } from "node:path";
import { InputError } from "../../errors.ts";
import { execute, lastLines } from "../setup/process.ts";
import { listFiles } from "./list_files.ts";

/** What no program loads: maps to sources, caches of bundlers. More than half of all bytes. */
const NOT_LOADED = /\.map$|\/\.rollup\.cache\//;

/** What `deno info --json` says of the cache and of a file's packages. */
interface Info {
  readonly npmPackages: Readonly<Record<string, { readonly localPath: string }>>;
}

/**
 * Packages of `deno.lock` but those of other kinds of machines, which no cache here holds. The
 * project has no modules from servers other than npm's.
 *
 * @throws {InputError} If they are not in the cache.
 */
export async function packageFiles(): Promise<{ root: string; files: string[] }> {
  // Loads all that the tests need, which `setup` leaves out; without a network it says what.
  const all = ["lib/cli/main.ts", "lib/mod.ts", "tests"];
  await deno(["test", "--no-run", "--no-check", "--quiet", ...all]);
  const { npmPackages } = await info<Info>("lib/mod.ts");
  const { denoDir: root } = await info<{ denoDir: string }>();
  const listed = await Promise.all(
    Object.values(npmPackages).map(({ localPath }) => listFiles(root, relative(root, localPath))),
  );
  return { root, files: listed.flat().filter((file) => !NOT_LOADED.test(file)) };
}

async function info<T>(...entry: string[]): Promise<T> {
  return JSON.parse(await deno(["info", "--json", ...entry]));
}

async function deno(args: readonly string[]): Promise<string> {
  const { success, stdout, output } = await execute(Deno.execPath(), args);
  if (success) return stdout;
  throw new InputError(`npm packages could not be listed: ${lastLines(output, 1)}`);
}
