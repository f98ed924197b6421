/**
 * Records a function of tensors as a list of ops, with all values that it takes from outside.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readHandle } from "../native/tensors.ts";
import { withOpsAsWritten } from "../settings/as_written.ts";
import type { NodeBackend } from "../tensorflow/node_backend.ts";
import type { RecordedConstant, RecordedOp, Source } from "../tensorflow/recording.ts";
import { ffiBinding } from "../tensorflow/register.ts";
import { trace, withoutRandomNumbers } from "./program.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The ops of a function. Sources in {@linkcode RecordedOp} are indices into these lists. */
export interface RecordedOps {
  readonly ops: readonly RecordedOp[];
  readonly constants: readonly RecordedConstant[];
  /** Larger tensors, and variables as they were. */
  readonly captures: readonly RecordedConstant[];
  /** By the names under which the function returned them. */
  readonly outputs: Readonly<Record<string, Source>>;
}

/**
 * Records the ops that `fn` calls for inputs of these shapes, without computing them, for other
 * programs. Compiled functions that it calls become part of the recording.
 *
 * @returns `undefined` on backends other than TensorFlow's library.
 * @throws {Error} If `fn` reads a value or draws random numbers, naming the op and the line.
 */
export function recordOps<I extends Tensors>(
  name: string,
  fn: (inputs: I) => Tensors,
  inputs: I,
): RecordedOps | undefined {
  const binding = ffiBinding();
  if (!binding || tf.getBackend() !== "tensorflow") return undefined;
  const backend = tf.backend() as unknown as NodeBackend;
  // Without names of variables, each one is captured with its current value.
  const { recording, result } = binding.record(new Map(), (recording) => {
    const { outputs } = withOpsAsWritten(() =>
      withoutRandomNumbers(name, () => trace(backend, recording, fn, inputs))
    );
    return Object.fromEntries(
      Object.entries(outputs).map(([key, id]) => [key, recording.sourceOf(id)]),
    );
  });
  try {
    const { ops, constants } = recording;
    const captures = recording.captures.map(({ handle, type }) => ({
      type,
      bytes: bytesOf(readHandle(binding.library, handle!) as ArrayBufferView<ArrayBuffer>),
    }));
    return { ops, constants, captures, outputs: result };
  } finally {
    recording.abandon();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
