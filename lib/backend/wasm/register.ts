/**
 * Registers the tfjs backend `wasm` with the kernels that training needs.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { registerFilterGradient } from "../gradients/filter_gradient.ts";
import { replaceInputGradient } from "../gradients/input_gradient.ts";
import { type Candidate, oneLine } from "../settings/candidate.ts";
import { replaceMatMul } from "./matmul.ts";

/** The loading that has begun: calls at the same time must not replace kernels twice. */
let loading: Promise<void> | undefined;

/** WebAssembly with SIMD, one thread. */
export const WEBASSEMBLY: Candidate = {
  id: "wasm",
  tryRegister: async () => {
    try {
      await (loading ??= load());
    } catch (error) {
      loading = undefined;
      return { reason: `WebAssembly cannot be used: ${oneLine(error)}` };
    }
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    const name = `WebAssembly${simd ? " with SIMD" : ""} on one thread, several times slower ` +
      "than TensorFlow";
    return { registered: { name, devices: ["CPU"], threads: 1 } };
  },
};

async function load(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // The loader reads the binaries as Node does, by path.
  const binary = import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
  setWasmPaths(fileURLToPath(new URL("./", binary)));
  // The threaded binary starts its workers from a blob: URL, which Deno's node:worker_threads
  // refuses (ERR_WORKER_PATH), and Deno has no classic web workers, which it would need otherwise.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  registerFilterGradient();
  // The original is a simple loop.
  replaceInputGradient("wasm", () => true);
  replaceMatMul();
}
