/**
 * The CUDA libraries that TensorFlow opens on first use.
 *
 * @module
 */
import { runPath } from "../library/run_path.ts";
import { loadingProblem } from "./driver.ts";

/** A library, and where it opens or why it does not. */
export interface CudaLibrary {
  /** The name by which TensorFlow opens it. */
  readonly name: string;
  /** The file that was opened; only the name if the system's loader found it. */
  readonly path?: string;
  /** Why it could not be opened. */
  readonly reason?: string;
}

/**
 * If any of these does not open, TensorFlow registers no GPU. The names are those in builds for
 * CUDA 12 and cuDNN 9, such as the wheels of TensorFlow 2.18 to 2.21.
 */
export const CUDA_LIBRARIES = [
  "libcudart.so.12",
  "libcublas.so.12",
  "libcublasLt.so.12",
  "libcufft.so.11",
  "libcusolver.so.11",
  "libcusparse.so.12",
  "libcudnn.so.9",
] as const;

/**
 * Opens each library where the system's loader looks for it: `LD_LIBRARY_PATH`, the run path of
 * TensorFlow's library, the system's own folders.
 *
 * @param tensorflow Path of TensorFlow's library.
 * @returns `undefined` if this TensorFlow was built without CUDA: its run path names none of NVIDIA's
 * packages.
 */
export function openCudaLibraries(tensorflow: string): CudaLibrary[] | undefined {
  if (!isBuiltWithCuda(tensorflow)) return undefined;
  const named = (Deno.env.get("LD_LIBRARY_PATH") ?? "").split(":").filter((path) => path !== "");
  return CUDA_LIBRARIES.map((name) => {
    const files = [...named, ...searched(tensorflow)].map((folder) => `${folder}/${name}`).filter(
      exists,
    );
    let reason: string | undefined;
    for (const path of [...files, name]) {
      try {
        Deno.dlopen(path, {}); // stays open: TensorFlow opens it too
        return { name, path };
      } catch (error) {
        reason ??= loadingProblem(error);
      }
    }
    return { name, reason };
  });
}

/** Whether a TensorFlow library looks for NVIDIA's packages. */
export function isBuiltWithCuda(tensorflow: string): boolean {
  return searched(tensorflow).some((folder) => folder.includes("/nvidia/"));
}

function searched(tensorflow: string): string[] {
  return librariesBeside(tensorflow).flatMap(runPath);
}

/** The library and the part of it that opens CUDA, which is a separate file in wheels. */
function librariesBeside(tensorflow: string): string[] {
  const framework = `${
    tensorflow.slice(0, tensorflow.lastIndexOf("/"))
  }/libtensorflow_framework.so.2`;
  return [tensorflow, framework].filter(exists);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // missing or not readable: the loader says which
  }
}
