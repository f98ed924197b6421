/**
 * The convolutions and matrix products of a training step, each to be run by itself.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { OpAttribute } from "../lib/backend/tensorflow/attributes.ts";
import { recordProgram } from "../lib/backend/tensorflow/program.ts";
import type { RecordedOp } from "../lib/backend/tensorflow/recording.ts";
import { ffiBinding } from "../lib/backend/tensorflow/register.ts";
import type { DaadConfig } from "../lib/daad/config.ts";
import { generator } from "../lib/daad/generator.ts";
import { reconstructionLoss } from "../lib/daad/losses.ts";
import { gradients } from "../lib/nn/adam.ts";
import { Parameters } from "../lib/nn/parameters.ts";
import { Random } from "../lib/random.ts";
import { type CaseName, makeDetector, sizesOf } from "./cases.ts";

/** One convolution, gradient of one, or matrix product. */
export interface Product {
  readonly op: string;
  /** Shapes of its operands and its result. */
  readonly shape: string;
  /** Multiplications and additions. */
  readonly flops: number;
  /** Runs it on random values. The caller disposes the result. */
  readonly run: () => tf.Tensor;
}

interface NodeBackend {
  executeSingleOutput(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: tf.Tensor[],
  ): tf.Tensor;
}

/** The products of forward and backward pass of a DAAD training step. */
export function countProducts(name: CaseName): Product[] {
  using detector = makeDetector(name, 1);
  const config = detector.config as DaadConfig;
  using parameters = new Parameters();
  const network = generator({ parameters, random: new Random(0) }, config);
  const { batch, image_size: size } = sizesOf(name);
  const images = tf.zeros([batch, size, size, 3]) as tf.Tensor4D;
  using program = recordProgram(
    ffiBinding()!,
    "step",
    ({ images }: { images: tf.Tensor4D }) => {
      const loss = () => reconstructionLoss(images, network.reconstruct(images, "train"), "mse");
      return Object.fromEntries(
        gradients(loss, parameters.trainables()).gradients.map((g, i) => [`g${i}`, g]),
      );
    },
    { images },
    new Uint8Array(),
  );
  images.dispose();
  return program.ops.flatMap((op) => {
    const flops = operations(op);
    return flops === undefined ? [] : [{ op: op.op, shape: describe(op), flops, run: runner(op) }];
  });
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

function runner({ op, attributes, inputTypes, outputs }: RecordedOp): () => tf.Tensor {
  const inputs = inputTypes.map(({ shape, dtype }) =>
    // The only integers among the operands are the sizes of the result.
    dtype === 3 ? tf.tensor1d([...outputs[0]!.shape], "int32") : tf.randomUniform([...shape])
  );
  const backend = tf.backend() as unknown as NodeBackend;
  return () => backend.executeSingleOutput(op, attributes, inputs);
}
