/**
 * Finds TensorFlow's C library on this machine.
 *
 * @module
 */
import { InputError } from "../../errors.ts";

/** Where a TensorFlow library was found. */
export interface LocatedLibrary {
  /** The file to open. */
  readonly path: string;
  /** What pointed there, for messages: `DAAD_TENSORFLOW`, `.venv of the project`, … */
  readonly source: string;
}

/** File names of the library that exports the C API, in the PyPI wheels and in C builds. */
const FILE_NAMES: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: ["libtensorflow_cc.so.2", "libtensorflow.so.2"],
  darwin: ["libtensorflow_cc.2.dylib", "libtensorflow.2.dylib"],
};

/**
 * Looks, in this order, where `DAAD_TENSORFLOW` points (a file or a folder), in the project's
 * `.venv`, and in the active Python environment (`VIRTUAL_ENV`, `CONDA_PREFIX`).
 *
 * @param projectRoot Folder that holds `.venv`.
 * @returns The first hit, or `undefined` if there is none.
 * @throws {InputError} If `DAAD_TENSORFLOW` is set and points to nothing usable.
 */
export function locateLibrary(projectRoot: string): LocatedLibrary | undefined {
  const names = FILE_NAMES[Deno.build.os] ?? [];
  const pointed = Deno.env.get("DAAD_TENSORFLOW");
  if (pointed) {
    const path = isFile(pointed) ? pointed : findInFolder(pointed, names);
    if (path) return { path, source: "DAAD_TENSORFLOW" };
    throw new InputError(
      `DAAD_TENSORFLOW: no TensorFlow library at ${pointed}: expected a file, or a folder that ` +
        `holds ${names.join(" or ") || "one"}`,
    );
  }
  const environments = [
    { folder: `${projectRoot}/.venv`, source: ".venv of the project" },
    { folder: Deno.env.get("VIRTUAL_ENV"), source: "VIRTUAL_ENV" },
    { folder: Deno.env.get("CONDA_PREFIX"), source: "CONDA_PREFIX" },
  ];
  for (const { folder, source } of environments) {
    if (!folder) continue;
    for (const packages of sitePackages(folder)) {
      const path = findInFolder(`${packages}/tensorflow`, names);
      if (path) return { path, source };
    }
  }
  return undefined;
}

/** The `site-packages` folders of a Python environment. */
export function sitePackages(environment: string): string[] {
  const found: string[] = [];
  try {
    for (const entry of Deno.readDirSync(`${environment}/lib`)) {
      if (entry.name.startsWith("python")) {
        found.push(`${environment}/lib/${entry.name}/site-packages`);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

function findInFolder(folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => `${folder}/${name}`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
