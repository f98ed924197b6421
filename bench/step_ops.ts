/**
 * The ops of a training step, each of which can be run by itself.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../lib/backend/native/attributes.ts";
import { DATA_TYPE } from "../lib/backend/native/dtypes.ts";
import type { RecordedOp } from "../lib/backend/tensorflow/recording.ts";
import { Adam } from "../lib/nn/optimisers/adam.ts";
import type { CaseName } from "./cases.ts";
import { operations, type RecordedStep, recordStep } from "./recorded_step.ts";

/** One op of the step. */
export interface StepOp {
  readonly op: string;
  /** Shapes of its operands and its results. */
  readonly shape: string;
  /** Multiplications and additions of a convolution or matrix product; `undefined` for others. */
  readonly flops: number | undefined;
  /** Makes random operands, runs the op `repeats` times and returns the shortest time in milliseconds. */
  readonly time: (repeats: number) => number;
}

interface NodeBackend {
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** The ops of a case's training step: forward, backward and the update. */
export async function stepOps(name: CaseName): Promise<StepOp[]> {
  const { ops, constants, trained } = await recordStep(name);
  return [
    ...ops.filter((op) => !changesVariables(op)).map((op) => ({
      op: op.op,
      shape: describe(op),
      flops: operations(op),
      time: (repeats: number) => timeAlone(op, constants, repeats),
    })),
    // The update's ops change variables, so they are timed together.
    {
      op: "Adam",
      shape: `${trained.length} variables`,
      flops: undefined,
      time: (repeats) => timeAdam(trained, repeats),
    },
  ];
}

/** Whether an op needs a variable inside the library. */
function changesVariables({ op }: RecordedOp): boolean {
  return op === "VarHandleOp" || op.endsWith("VariableOp") || op.startsWith("Resource");
}

function timeAdam(shapes: readonly (readonly number[])[], repeats: number): number {
  const variables = shapes.map((shape) => tf.variable(tf.zeros([...shape])));
  using adam = new Adam(variables);
  const gradients = shapes.map((shape) => tf.randomUniform([...shape], 0.5, 1));
  const rates = adam.rates(1e-3, 1);
  let best = Infinity;
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    adam.apply(gradients, rates);
    best = Math.min(best, performance.now() - started);
  }
  tf.dispose([...variables, ...gradients, rates]);
  return best;
}

function describe({ inputTypes, outputs }: RecordedOp): string {
  return [...inputTypes, ...outputs].map(({ shape }) => `[${shape}]`).join(" ");
}

function timeAlone(
  { op, attributes, sources, inputTypes, outputs }: RecordedOp,
  constants: RecordedStep["constants"],
  repeats: number,
) {
  const operands = inputTypes.map(({ shape, dtype }, i) => {
    const source = sources[i]!;
    if (dtype === DATA_TYPE.int32) {
      const values = source.from === "constant"
        ? new Int32Array(constants[source.index]!.bytes.buffer)
        : Int32Array.from(outputs, ({ shape }) => shape[0]!); // the sizes of a split
      return tf.tensor(values, [...shape], "int32");
    }
    if (dtype === DATA_TYPE.bool) return tf.fill([...shape], 1, "bool");
    return tf.randomUniform([...shape], 0.5, 1);
  });
  const backend = tf.backend() as unknown as NodeBackend;
  let best = Infinity;
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    const results = backend.executeMultipleOutputs(op, attributes, operands, outputs.length);
    best = Math.min(best, performance.now() - started);
    tf.dispose(results);
  }
  tf.dispose(operands);
  return best;
}
