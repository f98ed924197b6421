/**
 * The npm packages that this project loads, as stored in Deno's cache.
 *
 * @module
 */
import { relative } from "node:path";
import { InputError } from "../../errors.ts";
import { execute, lastLines } from "../setup/process.ts";
import { listFiles } from "./list_files.ts";

/**
 * Files that no program loads: source maps and caches of bundlers. They are more than half of all
 * bytes.
 */
const NOT_LOADED = /\.map$|\/\.rollup\.cache\//;

/** The output of `deno info --json` on a file's packages. */
interface Info {
  readonly npmPackages: Readonly<Record<string, { readonly localPath: string }>>;
}

/**
 * Lists the packages of `deno.lock`, except those for other kinds of machines, which this cache does
 * not hold. The project has no modules from servers other than npm's.
 *
 * @throws {InputError} If they are not in the cache.
 */
export async function packageFiles(): Promise<{ root: string; files: string[] }> {
  // Loads what the tests need, which `setup` leaves out; without a network it says what is missing.
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
