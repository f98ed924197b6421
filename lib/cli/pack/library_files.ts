/**
 * The files of wheels that are loaded, and their licences.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { listFiles } from "./list_files.ts";

/** What stands beside the library: the part that it loads, and whose work is in it. */
const BESIDE = /^(libtensorflow_framework\.(so\.\d+|\d+\.dylib)|THIRD_PARTY_NOTICES\.txt|LICENSE)$/;

/** Files of CUDA's wheels that compilers read, not programs. */
const FOR_COMPILERS = /\/(include|__pycache__)\/|\.(py|pyi|a)$/;

/** Names of the library's file and of what belongs to it in its folder. */
export function tensorflowFiles(path: string): string[] {
  return Deno.readDirSync(dirname(path)).map(({ name }) => name)
    .filter((name) => name === basename(path) || BESIDE.test(name)).toArray().sort();
}

/** Files of NVIDIA's packages in a `site-packages`. */
export async function cudaFiles(sitePackages: string): Promise<string[]> {
  const files = await listFiles(sitePackages, "nvidia");
  return files.filter((file) => !FOR_COMPILERS.test(`/${file}`));
}
