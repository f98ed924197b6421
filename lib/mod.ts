/**
 * What a notebook imports: data, detectors, training, scores, metrics, runs.
 *
 * @module
 */
export type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs";
export * from "./backend/backend.ts";
export * from "./backend/compile.ts";
export * from "./backend/graph_options.ts";
export type { TensorFlowInfo } from "./backend/tensorflow/info.ts";
export type { AdapterInfo } from "./backend/webgpu/adapter.ts";
export * from "./data/mod.ts";
export * from "./errors.ts";
export * from "./experiment/evaluate.ts";
export * from "./experiment/record.ts";
export * from "./experiment/run.ts";
export * from "./methods/create.ts";
export * from "./methods/detector.ts";
export * from "./methods/registry.ts";
export * from "./methods/storage.ts";
export * from "./metrics/mod.ts";
export type { NamedTensors } from "./nn/safetensors.ts";
export * from "./random.ts";
export type { EpochLosses, TrainingHistory } from "./train/loop.ts";
export * from "./train/progress.ts";
export * from "./train/scoring.ts";
