/**
 * Why TensorFlow does or does not run on an NVIDIA GPU here.
 *
 * @module
 */
import { type CudaDriver, cudaDriver } from "./driver.ts";
import { CUDA_LIBRARIES, type CudaLibrary, openCudaLibraries } from "./libraries.ts";

/** The state of what TensorFlow needs to use a GPU. */
export interface CudaReport {
  readonly driver: CudaDriver;
  /** Absent if TensorFlow is missing or was built without CUDA. */
  readonly libraries?: readonly CudaLibrary[];
  /** What to do next; absent if a GPU is in use. */
  readonly next?: string;
}

/**
 * Looks at the driver and at each library.
 *
 * @param tensorflow Path of TensorFlow's library, if one was found.
 * @param inUse Whether TensorFlow registered a GPU.
 */
export function cudaReport(
  { tensorflow, inUse, driver = cudaDriver() }: {
    tensorflow: string | undefined;
    inUse: boolean;
    driver?: CudaDriver;
  },
): CudaReport {
  const libraries = tensorflow === undefined ? undefined : openCudaLibraries(tensorflow);
  return { driver, libraries, next: inUse ? undefined : nextStep(driver, tensorflow, libraries) };
}

const SET_UP = "npx -y deno@2 task setup --gpu";

/** The first obstacle on the way to a GPU, and how to remove it. */
function nextStep(
  driver: CudaDriver,
  tensorflow: string | undefined,
  libraries: readonly CudaLibrary[] | undefined,
): string {
  if (driver.reason !== undefined) {
    return "for a GPU: install NVIDIA's driver (525 or later); a container needs the host's, for " +
      "example by --gpus all";
  }
  if (driver.devices.length === 0) return "the driver shows no GPU: look at CUDA_VISIBLE_DEVICES";
  if (tensorflow === undefined) return `for the GPU: ${SET_UP}`;
  if (!libraries) return `this TensorFlow was built without CUDA; for the GPU: ${SET_UP}`;
  const missing = libraries.filter(({ path }) => path === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    return `without ${missing.join(", ")} TensorFlow registers no GPU: ${SET_UP} installs ` +
      `${missing.length === CUDA_LIBRARIES.length ? "them" : "what is missing"}, or name their ` +
      "folders in LD_LIBRARY_PATH";
  }
  return "the driver and all libraries are there, and TensorFlow registered no GPU: run with " +
    "TF_CPP_MIN_LOG_LEVEL=0 and read why";
}

/** The report as lines for a terminal. */
export function formatCudaReport({ driver, libraries, next }: CudaReport): string[] {
  const module = driver.module === undefined ? "" : `, kernel module ${driver.module}`;
  const lines = driver.reason === undefined
    ? [
      `driver for CUDA ${driver.cuda}${module}`,
      ...driver.devices.map(({ name, memory, computeCapability }) =>
        `${name}, ${(memory / 2 ** 30).toFixed(0)} GiB, compute capability ${computeCapability}`
      ),
    ]
    : [`no driver${module}: ${driver.reason}`];
  for (const { name, path, reason } of libraries ?? []) {
    // The loader's message may begin with the name.
    lines.push(`${name}: ${path ?? reason?.replace(`${name}: `, "")}`);
  }
  return next === undefined ? lines : [...lines, next];
}
