/**
 * The files of wheels that are loaded at run time, and their licences.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { listFiles } from "./list_files.ts";

/** Files beside the library: the part that it loads, and its licences and notices. */
const BESIDE = /^(libtensorflow_framework\.(so\.\d+|\d+\.dylib)|THIRD_PARTY_NOTICES\.txt|LICENSE)$/;

/** Files of CUDA's wheels that only compilers read. */
const FOR_COMPILERS = /\/(include|__pycache__)\/|\.(py|pyi|a)$/;

/** Names of the library's file and of the files in its folder that belong to it. */
export function tensorflowFiles(path: string): string[] {
  return Deno.readDirSync(dirname(path)).map(({ name }) => name)
    .filter((name) => name === basename(path) || BESIDE.test(name)).toArray().sort();
}

/** Files of NVIDIA's packages in a `site-packages`. */
export async function cudaFiles(sitePackages: string): Promise<string[]> {
  const files = await listFiles(sitePackages, "nvidia");
  return files.filter((file) => !FOR_COMPILERS.test(`/${file}`));
}
