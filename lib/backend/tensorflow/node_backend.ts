/**
 * The backend of tfjs-node, as far as programs need it.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { TensorMetadata } from "./binding.ts";

/** The parts of tfjs-node's backend that convert tensors to native ids and back. */
export interface NodeBackend {
  readonly tensorMap: { has(dataId: object): boolean };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
}
