/**
 * Where tensors are computed: choosing a backend, compiling functions, reading tensors.
 *
 * @module
 */
export * from "./backend.ts";
export * from "./compile.ts";
export * from "./graph_options.ts";
export type { TensorFlowInfo } from "./tensorflow/info.ts";
export type { CudaDevice } from "./cuda/driver.ts";
export type { AdapterInfo } from "./webgpu/adapter.ts";
