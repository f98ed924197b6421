/**
 * The ops of a training step, each to be run by itself.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../lib/backend/tensorflow/attributes.ts";
import { DATA_TYPE } from "../lib/backend/tensorflow/dtypes.ts";
import { recordProgram } from "../lib/backend/tensorflow/program.ts";
import type { RecordedOp } from "../lib/backend/tensorflow/recording.ts";
import { ffiBinding } from "../lib/backend/tensorflow/register.ts";
import type { DaadConfig } from "../lib/daad/config.ts";
import { generator } from "../lib/daad/generator.ts";
import { reconstructionLoss } from "../lib/nn/reconstruction_loss.ts";
import { Adam, gradients } from "../lib/nn/adam.ts";
import { Parameters } from "../lib/nn/parameters.ts";
import { Random } from "../lib/random.ts";
import { type CaseName, makeDetector, sizesOf } from "./cases.ts";

/** One op of the step. */
export interface StepOp {
  readonly op: string;
  /** Shapes of its operands and its results. */
  readonly shape: string;
  /** Multiplications and additions of a convolution or matrix product; `undefined` for others. */
  readonly flops: number | undefined;
  /** Makes random operands, runs it some times and returns the shortest time in milliseconds. */
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

/** The ops of a DAAD training step: forward, backward and Adam. */
export function stepOps(name: CaseName): StepOp[] {
  using detector = makeDetector(name, 1);
  const config = detector.config as DaadConfig;
  using parameters = new Parameters();
  const network = generator({ parameters, random: new Random(0) }, config);
  const variables = parameters.trainables();
  const { batch, image_size: size } = sizesOf(name);
  const inputs = { images: tf.zeros([batch, size, size, 3]) as tf.Tensor4D };
  using program = recordProgram(
    ffiBinding()!,
    "step",
    ({ images }: typeof inputs) => {
      const loss = () => reconstructionLoss(images, network.reconstruct(images, "train"), "mse");
      const result = gradients(loss, variables);
      return { total: result.value, ...Object.fromEntries(result.gradients.map((g, i) => [i, g])) };
    },
    inputs,
    new Uint8Array(),
  );
  tf.dispose(Object.values(inputs));
  const shapes = variables.map(({ shape }) => shape);
  return [
    ...program.ops.map((op) => ({
      op: op.op,
      shape: describe(op),
      flops: operations(op),
      time: (repeats: number) => timeAlone(op, repeats),
    })),
    // Its ops change variables, so they are timed together.
    {
      op: "Adam",
      shape: `${shapes.length} variables`,
      flops: undefined,
      time: (repeats) => timeAdam(shapes, repeats),
    },
  ];
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

const product = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);

/** Operations of one op; `undefined` if it is no product. */
function operations({ op, inputTypes, outputs, attributes }: RecordedOp): number | undefined {
  const shape = (i: number) => inputTypes[i]!.shape;
  const [result] = outputs.map((type) => type.shape);
  switch (op) {
    case "Conv2D": // input, filter [k, k, in, out]
      return 2 * product(result!) * product(shape(1).slice(0, 3));
    case "Conv2DBackpropInput": // sizes, filter [k, k, in, out], gradient of the output
      return 2 * product(shape(2)) * product(shape(1).slice(0, 3));
    case "Conv2DBackpropFilter": // input, sizes, gradient of the output
      return 2 * product(shape(2)) * product(result!.slice(0, 3));
    case "BatchMatMulV2": {
      const transposed = attributes.find(({ name }) => name === "adj_x")?.value === true;
      return 2 * product(result!) * shape(0).at(transposed ? -2 : -1)!;
    }
    default:
      return undefined;
  }
}

function describe({ inputTypes, outputs }: RecordedOp): string {
  return [...inputTypes, ...outputs].map(({ shape }) => `[${shape}]`).join(" ");
}

function timeAlone({ op, attributes, inputs, inputTypes, outputs }: RecordedOp, repeats: number) {
  const operands = inputTypes.map(({ shape, dtype }, i) => {
    if (dtype === DATA_TYPE.int32) return integers(inputs[i]!, outputs);
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

/** Integer operands are axes, sizes or permutations: constants, whose printed name is their value. */
function integers(name: string, outputs: RecordedOp["outputs"]): tf.Tensor {
  if (!/^(-?\d+|\[[-\d,]*\])$/.test(name)) {
    return tf.tensor1d(outputs.map(({ shape }) => shape[0]!), "int32"); // the sizes of a split
  }
  const value: number | number[] = JSON.parse(name);
  return typeof value === "number" ? tf.scalar(value, "int32") : tf.tensor1d(value, "int32");
}
