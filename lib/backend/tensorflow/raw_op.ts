/**
 * Runs TensorFlow ops for which tfjs has no kernel.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../native/attributes.ts";
import { ATTRIBUTE_TYPE, DATA_TYPE } from "../native/dtypes.ts";

/** One op call: attributes by kind, tensors in and the number of tensors out. */
export interface OpCall {
  /** TensorFlow's op name. */
  readonly name: string;
  readonly inputs: readonly tf.Tensor[];
  readonly outputs: number;
  readonly types?: Readonly<Record<string, keyof typeof DATA_TYPE>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly strings?: Readonly<Record<string, string>>;
  readonly bools?: Readonly<Record<string, boolean>>;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

/** The part of tfjs-node's backend that runs an op by name. */
interface OpRunner {
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/**
 * Runs the op on the backend `tensorflow`, which must be the current one.
 *
 * The call is not on the gradient tape: use it within `tf.customGrad`.
 */
export function runOp(call: OpCall): tf.Tensor[] {
  const attributes: OpAttribute[] = [];
  const add = (type: number, values: Readonly<Record<string, OpAttribute["value"]>> = {}) => {
    for (const [name, value] of Object.entries(values)) attributes.push({ name, type, value });
  };
  for (const [name, type] of Object.entries(call.types ?? {})) {
    attributes.push({ name, type: ATTRIBUTE_TYPE.type, value: DATA_TYPE[type] });
  }
  add(ATTRIBUTE_TYPE.float, call.floats);
  add(ATTRIBUTE_TYPE.string, call.strings);
  add(ATTRIBUTE_TYPE.bool, call.bools);
  add(ATTRIBUTE_TYPE.shape, call.shapes);
  const backend = tf.backend() as unknown as OpRunner;
  return backend.executeMultipleOutputs(call.name, attributes, call.inputs, call.outputs);
}
