/**
 * Registers the tfjs backend `webgpu` over Deno's own WebGPU.
 *
 * Tensors on it can only be read asynchronously.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  type Candidate,
  oneLine,
  type Registered,
  type Registration,
} from "../settings/candidate.ts";
import { findAdapter } from "./adapter.ts";
import { avoidSplitProducts } from "./long_products.ts";

let result: Promise<Registration> | undefined;

/** The GPU through Deno's own WebGPU. */
export const WEBGPU: Candidate = {
  id: "webgpu",
  tryRegister: async ({ forced }) => {
    const registration = await (result ??= register());
    const adapter = registration.registered?.adapter;
    if (adapter?.software && !forced) {
      // Measured: a training step takes ten times as long as on WebAssembly, or more.
      return { reason: `WebGPU has only ${adapter.name}, software slower than WebAssembly` };
    }
    return registration;
  },
};

async function register(): Promise<Registration> {
  try {
    const found = await findAdapter();
    if (!found) return { reason: "WebGPU finds no adapter" };
    const { adapter, info } = found;
    const device = await adapter.requestDevice({
      requiredFeatures: [...adapter.features].filter((name) => name === "timestamp-query"),
      requiredLimits: limitsOf(adapter),
    });
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    // The package registers itself with its own device, whose adapter could not be named.
    tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info as never), 2);
    avoidSplitProducts();
    const registered: Registered = {
      name: `WebGPU on ${info.name}${info.software ? ", software slower than WebAssembly" : ""}`,
      devices: [info.software ? "CPU" : "GPU"],
      threads: 0,
      adapter: info,
    };
    return { registered };
  } catch (error) {
    return { reason: `WebGPU cannot be used: ${oneLine(error)}` };
  }
}

/** The limits that tfjs's kernels depend on, as high as the adapter allows. */
function limitsOf({ limits }: GPUAdapter): Record<string, number> {
  return {
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxBufferSize: limits.maxBufferSize,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
  };
}
