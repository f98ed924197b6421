/**
 * Where tensors are computed: choosing a backend, compiling functions, reading tensors.
 *
 * @module
 */
export * from "./backend.ts";
export * from "./compile.ts";
export * from "./settings/graph_options.ts";
export type { AdapterInfo, TensorFlowInfo } from "./settings/facts.ts";
export type { CudaDevice } from "./cuda/driver.ts";
