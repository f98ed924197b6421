/**
 * NVIDIA's driver on this machine, and the devices that it shows.
 *
 * @module
 */

/** A GPU as the driver describes it. */
export interface CudaDevice {
  /** For example `NVIDIA H100 80GB HBM3`. */
  readonly name: string;
  /** Size of its memory in bytes. */
  readonly memory: number;
  /** For example `9.0`. */
  readonly computeCapability: string;
}

/** The driver's answers, or why there are none. */
export type CudaDriver =
  | {
    /** Highest CUDA version that the driver supports: `13.0`. */
    readonly cuda: string;
    /** The kernel module's own version: `580.95.05`; absent if the system does not report it. */
    readonly module?: string;
    readonly devices: readonly CudaDevice[];
    readonly reason?: undefined;
  }
  | { readonly reason: string; readonly module?: string };

const LIBRARY: Partial<Record<typeof Deno.build.os, string>> = { linux: "libcuda.so.1" };
const MODULE_FACTS = "/proc/driver/nvidia/version";

/** The part of the driver's interface that is called. Source: cuda.h. */
const SYMBOLS = {
  cuInit: { parameters: ["u32"], result: "i32" },
  cuDriverGetVersion: { parameters: ["buffer"], result: "i32" },
  cuGetErrorString: { parameters: ["i32", "buffer"], result: "i32" },
  cuDeviceGetCount: { parameters: ["buffer"], result: "i32" },
  cuDeviceGet: { parameters: ["buffer", "i32"], result: "i32" },
  cuDeviceGetName: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  cuDeviceTotalMem_v2: { parameters: ["buffer", "i32"], result: "i32" },
  cuDeviceGetAttribute: { parameters: ["buffer", "i32", "i32"], result: "i32" },
} as const;

/** `CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR` and `_MINOR`. */
const COMPUTE_CAPABILITY = [75, 76] as const;

/**
 * Queries the driver.
 *
 * @param path The library to open; by default the system's own.
 */
export function cudaDriver(path = LIBRARY[Deno.build.os]): CudaDriver {
  const module = moduleVersion();
  if (path === undefined) return { reason: `TensorFlow has no CUDA on ${Deno.build.os}`, module };
  let library;
  try {
    library = Deno.dlopen(path, SYMBOLS);
  } catch (error) {
    return { reason: loadingProblem(error), module };
  }
  // It stays open: TensorFlow opens it too, and a driver must not be unloaded.
  const { symbols: c } = library;
  const explain = (call: string, code: number): string => {
    const text = new BigUint64Array(1);
    const pointer = c.cuGetErrorString(code, text) === 0 && Deno.UnsafePointer.create(text[0]!);
    const message = pointer ? Deno.UnsafePointerView.getCString(pointer) : "unknown error";
    return `${call}: ${message} (${code})`;
  };
  const initialised = c.cuInit(0);
  if (initialised !== 0) return { reason: explain("cuInit", initialised), module };
  const number = new Int32Array(1);
  const ask = (call: (into: Int32Array<ArrayBuffer>) => number): number => {
    const code = call(number);
    if (code !== 0) throw new Error(explain("the driver", code));
    return number[0]!;
  };
  try {
    const version = ask((into) => c.cuDriverGetVersion(into)); // 1000 · major + 10 · minor
    const devices = Array.from({ length: ask((into) => c.cuDeviceGetCount(into)) }, (_, i) => {
      const device = ask((into) => c.cuDeviceGet(into, i));
      const name = new Uint8Array(256);
      ask(() => c.cuDeviceGetName(name, name.length, device));
      const memory = new BigUint64Array(1);
      ask(() => c.cuDeviceTotalMem_v2(memory, device));
      return {
        name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
        memory: Number(memory[0]),
        computeCapability: COMPUTE_CAPABILITY
          .map((attribute) => ask((into) => c.cuDeviceGetAttribute(into, attribute, device)))
          .join("."),
      };
    });
    const cuda = `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`;
    return { cuda, module, devices };
  } catch (error) {
    return { reason: (error as Error).message, module };
  }
}

/** Why a library could not be opened, without the prefix that Deno adds. */
export function loadingProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^(Could not open library: )+/, "");
}

function moduleVersion(): string | undefined {
  try {
    return /Kernel Module(?: for \S+)?\s+([\d.]+)/.exec(Deno.readTextFileSync(MODULE_FACTS))?.[1];
  } catch {
    return undefined; // no module is loaded, or the file may not be read
  }
}
