/**
 * The archives that a machine without a network needs.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { PROJECT_ROOT } from "../../backend/backend.ts";
import { isBuiltWithCuda } from "../../backend/cuda/libraries.ts";
import { locateLibrary } from "../../backend/library/locate.ts";
import { InputError } from "../../errors.ts";
import { execute, lastLines } from "../setup/process.ts";
import { readRequirements } from "../setup/requirements.ts";
import { cudaFiles, tensorflowFiles } from "./library_files.ts";
import { packageFiles } from "./package_files.ts";

/** Files below one folder on this machine, to be unpacked below one folder on the other. */
export interface Archive {
  readonly name: string;
  /** Folder on this machine. */
  readonly root: string;
  /** Paths relative to `root`. */
  readonly files: readonly string[];
  /** Folder on the other machine, relative to the project's. */
  readonly into: string;
}

/** What to pack besides Deno and the project. */
export interface Wanted {
  /** TensorFlow's library; without it, WebGPU and WebAssembly are available. */
  readonly tensorflow: boolean;
  /** TensorFlow's build for NVIDIA GPUs rather than the one for processors. */
  readonly gpu: boolean;
  /** The CUDA libraries that `setup --gpu` installs beside it. */
  readonly cuda: boolean;
}

const SET_UP = "npx -y deno@2 task setup";

/**
 * The folder in which `setup` and the library's run path look, without a Python version, as there is
 * no Python.
 */
const SITE_PACKAGES = ".venv/lib/python3/site-packages";

/**
 * Lists all archives except Deno itself.
 *
 * @throws {InputError} If any part of them is not installed here.
 */
export async function listArchives(wanted: Wanted): Promise<Archive[]> {
  const libraries = wanted.tensorflow ? await listLibraries(wanted) : [];
  const packages = await packageFiles();
  return [
    { name: "project", root: PROJECT_ROOT, files: await projectFiles(), into: "." },
    { name: "packages", ...packages, into: ".deno" },
    ...libraries,
  ];
}

/** The stamp of `setup` on the other machine, which keeps it from installing anything. */
export async function setupStamp(gpu: boolean): Promise<string> {
  const { tensorflow, tensorflowVersion } = await readRequirements();
  return gpu ? `tensorflow==${tensorflowVersion}` : tensorflow.join("\n");
}

/** Folders of which files that git does not track are packed, too; others may be the user's images. */
const OWN_FOLDERS = ["bench", "docs", "examples", "lib", "notebooks", "tests", "tools", "vendor"];

/** The project's files as they are here, committed or not, without ignored and removed ones. */
async function projectFiles(): Promise<string[]> {
  const tracked = await listFiles("--cached");
  const others = await listFiles("--others", "--exclude-standard", "--", ...OWN_FOLDERS);
  return [...tracked, ...others].filter((path) => existsSync(path));
}

async function listFiles(...options: string[]): Promise<string[]> {
  const { success, stdout, output } = await execute("git", ["ls-files", "-z", ...options]);
  if (success) return stdout.split("\0").filter((path) => path !== "");
  throw new InputError(`pack needs a git clone, whose files it lists: ${lastLines(output, 1)}`);
}

async function listLibraries({ gpu, cuda }: Wanted): Promise<Archive[]> {
  const located = locateLibrary(PROJECT_ROOT);
  if (!located) {
    throw new InputError(`no TensorFlow library is here: ${SET_UP}, or pack --no-tensorflow`);
  }
  const { path } = located;
  const withCuda = isBuiltWithCuda(path);
  if (gpu && !withCuda) {
    throw new InputError(`--gpu: ${path} was built without CUDA: ${SET_UP} --gpu`);
  }
  if (!gpu && withCuda) {
    throw new InputError(`${path} is the build for GPUs, which is larger: pack --gpu takes it`);
  }
  const folder = dirname(path);
  const files = tensorflowFiles(path);
  const archives = [
    { name: "tensorflow", root: folder, files, into: `${SITE_PACKAGES}/tensorflow` },
  ];
  if (!cuda) return archives;
  const beside = await cudaFiles(dirname(folder));
  if (beside.length === 0) {
    throw new InputError(`--cuda: no folder nvidia beside ${path}: ${SET_UP} --gpu`);
  }
  return [...archives, { name: "cuda", root: dirname(folder), files: beside, into: SITE_PACKAGES }];
}
