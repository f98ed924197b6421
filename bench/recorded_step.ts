/**
 * The ops of a method's training step or scoring, as the method itself records them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { withOpsAsWritten } from "../lib/backend/settings/as_written.ts";
import type { GraphRecording, RecordedOp, Source } from "../lib/backend/tensorflow/recording.ts";
import { ffiBinding } from "../lib/backend/tensorflow/register.ts";
import { type CaseName, repeatCase } from "./cases.ts";

/** A training step, or the scoring of a batch. */
export interface RecordedStep {
  readonly ops: readonly RecordedOp[];
  /** Constants that its ops' operands refer to by number. */
  readonly constants: GraphRecording["constants"];
  /** Shapes of the values that it trains. */
  readonly trained: readonly (readonly number[])[];
}

/**
 * Runs a case once and keeps the first program recorded.
 *
 * @param options.asOthers Records the ops that other libraries have, whose work can be compared, in
 * place of those that take less time here.
 */
export async function recordStep(
  name: CaseName,
  { asOthers = false }: { readonly asOthers?: boolean } = {},
): Promise<RecordedStep> {
  const binding = ffiBinding()!;
  const record = binding.record;
  let first: Pick<GraphRecording, "ops" | "constants"> | undefined;
  binding.record = (variables, body) => {
    const recordBody = () => record.call(binding, variables, body);
    const recorded = asOthers ? withOpsAsWritten(recordBody) : recordBody();
    first ??= recorded.recording;
    return recorded as never;
  };
  try {
    let trained: number[][] = [];
    await repeatCase(name, 1, () => {
      trained = Object.values(tf.engine().registeredVariables)
        .filter(({ trainable }) => trainable)
        .map(({ shape }) => shape);
    });
    return { ops: first!.ops, constants: first!.constants, trained };
  } finally {
    binding.record = record;
  }
}

/** Multiplications and additions of a convolution or matrix product; `undefined` for other ops. */
export function operations(
  { op, inputTypes, outputs, attributes }: Pick<
    RecordedOp,
    "op" | "inputTypes" | "outputs" | "attributes"
  >,
): number | undefined {
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

/** The work of a step, for a comparison with another library's. */
export interface Work {
  /** Number of trained values. */
  readonly trained: number;
  /** Multiplications and additions of its products. */
  readonly flops: number;
}

/**
 * Computes the work of a recorded step. Products with a fixed matrix, such as an interpolation, and
 * sums written as a product with ones or of a row with itself are not counted, as other libraries
 * have separate ops for them.
 */
export function workOf({ ops, trained }: Pick<RecordedStep, "ops" | "trained">): Work {
  return {
    trained: trained.reduce((sum, shape) => sum + product(shape), 0),
    flops: ops.filter((op) => !isOtherwiseNoProduct(op))
      .reduce((sum, op) => sum + (operations(op) ?? 0), 0),
  };
}

function isOtherwiseNoProduct({ op, sources, outputs }: RecordedOp): boolean {
  if (op !== "BatchMatMulV2") return false;
  const fixed = ({ from }: Source) => from === "constant";
  const same = (a: Source, b: Source) => JSON.stringify(a) === JSON.stringify(b);
  return sources.some(fixed) || outputs[0]!.shape.slice(-2).includes(1) ||
    same(sources[0]!, sources[1]!);
}

function product(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}
