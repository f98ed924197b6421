/**
 * Registers the tfjs backend `tensorflow`: tfjs-node's kernels over one of two bindings.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import util from "node:util";
import { InputError } from "../../errors.ts";
import { isBuiltWithCuda } from "../cuda/libraries.ts";
import { gpuOptions, preferExactness } from "../cuda/settings.ts";
import { type InputGradient, replaceInputGradient } from "../gradients/input_gradient.ts";
import { loadAddon, locateAddon } from "../library/addon.ts";
import { loadingConflict } from "../library/conflict.ts";
import { TensorFlowLibrary } from "../library/library.ts";
import { locateLibrary } from "../library/locate.ts";
import { preferOneDnn } from "../library/onednn.ts";
import { withoutChatter } from "../library/quiet.ts";
import { type Candidate, oneLine, type Registered } from "../settings/candidate.ts";
import { gpuMemory } from "../settings/environment.ts";
import type { TensorFlowInfo } from "../settings/facts.ts";
import { TensorFlowBinding } from "./binding.ts";

/** TensorFlow's library, or tfjs-node-gpu's own addon. */
export const TENSORFLOW: Candidate = {
  id: "tensorflow",
  tryRegister: async (options) => {
    if (failure) return { reason: failure };
    try {
      const info = await registerTensorFlow(options);
      if (!info) return { reason: "no TensorFlow library found" };
      return { registered: describeTensorFlow(info, options.threads) };
    } catch (error) {
      if (error instanceof InputError) throw error;
      failure = `the TensorFlow library cannot be used: ${oneLine(error)}`;
      return { reason: failure };
    }
  },
};

/** What runs; the addon takes neither a number of threads nor a limit of memory, which the name says. */
export function describeTensorFlow(
  info: TensorFlowInfo,
  threads: number,
  isSet: (variable: string) => boolean = (variable) => Boolean(Deno.env.get(variable)),
): Registered {
  const { binding, devices, source, version } = info;
  const name = `TensorFlow ${version} on ${devices.join(" and ")} (${source})`;
  if (binding === "ffi") return { name, devices, threads, tensorflow: info };
  const unheeded = ["DAAD_THREADS", "DAAD_GPU_MEMORY"].filter(isSet);
  const effect = unheeded.length > 0 ? `, without effect: ${unheeded.join(" and ")}` : "";
  return { name: name + effect, devices, threads: 0, tensorflow: info };
}

/** From this number of channels on, a convolution for all pixels of a stride is not quicker. */
const FULL_VECTORS = 16;

/** Why a library that was found cannot be used; kept, since a second attempt fails differently. */
let failure: string | undefined;
let registered: { info: TensorFlowInfo; binding: TensorFlowBinding | undefined } | undefined;

/** The registration that has begun: calls at the same time must not open two bindings. */
let registering: Promise<TensorFlowInfo | undefined> | undefined;

/**
 * Registers the backend once; later calls, and those meanwhile, return the same information.
 *
 * @returns `undefined` if no TensorFlow was found.
 * @throws {Error} With the loader's message, if a library was found but cannot be used.
 */
function registerTensorFlow(
  options: { projectRoot: string; threads: number },
): Promise<TensorFlowInfo | undefined> {
  registering ??= registerOnce(options).finally(() => {
    if (!registered) registering = undefined; // none was found, or it cannot be used
  });
  return registering;
}

async function registerOnce(
  options: { projectRoot: string; threads: number },
): Promise<TensorFlowInfo | undefined> {
  preferOneDnn();
  const opened = openBinding(options);
  if (!opened) return undefined;
  // Node removed these two; tfjs-node 4.22 still calls them.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  legacy.isArray ??= Array.isArray;
  const { NodeJSKernelBackend } = await import(
    "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js"
  );
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  const { binding, info } = opened;
  const gpu = info.devices.includes("GPU");
  if (!gpu) replaceInputGradient("tensorflow", isQuickerAsConvolution);
  tf.registerBackend(
    "tensorflow",
    () => new NodeJSKernelBackend(binding as never, `@tensorflow/tfjs-node${gpu ? "-gpu" : ""}`),
    3,
  );
  registered = { info, binding: binding instanceof TensorFlowBinding ? binding : undefined };
  return info;
}

/**
 * oneDNN fills its vectors with channels: with the three of an image it leaves most of each empty, while
 * one convolution for all pixels of a stride has several times as many.
 */
function isQuickerAsConvolution({ stride, channels }: InputGradient): boolean {
  return stride > 1 && channels < FULL_VECTORS;
}

/** The binding over the C library; `undefined` before it is in use, and with the compiled addon. */
export function ffiBinding(): TensorFlowBinding | undefined {
  return registered?.binding;
}

/** Whether TensorFlow has a GPU in use. */
export function computesOnGpu(): boolean {
  return registered?.info.devices.includes("GPU") ?? false;
}

/** Number of live tensors on TensorFlow's side; `undefined` before the FFI binding is in use. */
export function liveHandles(): number | undefined {
  return registered?.binding?.getNumOfTensors();
}

function openBinding(
  { projectRoot, threads }: { projectRoot: string; threads: number },
): { binding: unknown; info: TensorFlowInfo } | undefined {
  const addon = Deno.env.get("DAAD_TENSORFLOW") ? undefined : locateAddon();
  if (addon) {
    preferExactness();
    const binding = withoutChatter(() => loadAddon(addon)) as {
      TF_Version: string;
      isUsingGpuDevice(): boolean;
    };
    const devices = [binding.isUsingGpuDevice() ? "GPU" : "CPU"];
    const source = "addon of @tensorflow/tfjs-node-gpu";
    return {
      binding,
      info: { binding: "addon", path: addon, source, version: binding.TF_Version, devices },
    };
  }
  const located = locateLibrary(projectRoot);
  if (!located) return undefined;
  const conflict = loadingConflict(located.path);
  if (conflict) throw new Error(conflict);
  const cuda = isBuiltWithCuda(located.path);
  if (cuda) preferExactness();
  const library = new TensorFlowLibrary(located.path);
  const binding = new TensorFlowBinding(
    library,
    threads,
    cuda ? gpuOptions(gpuMemory()) : undefined,
  );
  const devices = [...new Set(binding.devices.map((device) => device.type))];
  return {
    binding,
    info: { binding: "ffi", ...located, version: library.version, devices },
  };
}
