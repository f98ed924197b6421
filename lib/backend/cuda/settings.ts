/**
 * How TensorFlow computes on a GPU.
 *
 * @module
 */

/** Variables that CUDA and TensorFlow read once, before their first op; the user's value wins. */
const DEFAULTS = {
  // Keeps float32 as it is: TF32 would keep ten bits of it in products and convolutions.
  NVIDIA_TF32_OVERRIDE: "0",
  // Makes results repeat bit for bit; sums by atomic additions do not.
  TF_DETERMINISTIC_OPS: "1",
};

/** Makes TensorFlow compute on a GPU as on a CPU: in float32, with the same bits each time. */
export function preferExactness(): void {
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (!Deno.env.get(name)) Deno.env.set(name, value);
  }
}

/**
 * A serialised `ConfigProto` whose `gpu_options` (field 6) let memory grow as needed
 * (`allow_growth`, 4), up to a limit (`experimental` 9, `virtual_devices` 1, `memory_limit_mb` 1).
 *
 * Source: tensorflow/core/protobuf/config.proto.
 *
 * @param limit Megabytes; `undefined` = none.
 *
 * @example
 * ```ts
 * import { gpuOptions } from "./settings.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...gpuOptions()], [0x32, 2, 0x20, 1]);
 * ```
 */
export function gpuOptions(limit?: number): Uint8Array<ArrayBuffer> {
  const options = [0x20, 1];
  if (limit !== undefined) {
    const megabytes = new Uint8Array(Float32Array.of(limit).buffer);
    const device = [0x0a, megabytes.length, ...megabytes];
    const experimental = [0x0a, device.length, ...device];
    options.push(0x4a, experimental.length, ...experimental);
  }
  return Uint8Array.of(0x32, options.length, ...options);
}
