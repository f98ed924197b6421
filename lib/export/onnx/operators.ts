/**
 * How each of TensorFlow's ops is written in ONNX.
 *
 * @module
 */
import type { OpContext } from "./context.ts";
import { type Attribute, ONNX_TYPE, onnxType } from "./schema.ts";
import {
  batchNorm,
  conv,
  convTranspose,
  depthwiseConv,
  maxPool,
  resizeBilinear,
} from "./spatial.ts";

/** Adds an op; the result is the name of its output, or the names of several. */
type Operator = (op: OpContext) => string | readonly string[];

/** An op that has the same inputs in ONNX. */
function same(name: string, attributes: Readonly<Record<string, Attribute>> = {}): Operator {
  return ({ builder, inputs }) => builder.add(name, inputs, attributes);
}

/** A reduction of TensorFlow over the axes of its second input. */
function reduction(name: string, axesAreInput: boolean): Operator {
  return (op) => {
    const keepdims = op.attribute<boolean>("keep_dims") ? 1 : 0;
    const axes = op.integers(1);
    if (axes.length === 0) return op.builder.add("Identity", [op.input(0)]);
    return axesAreInput
      ? op.builder.add(name, [op.input(0), op.builder.integers(axes)], { keepdims })
      : op.builder.add(name, [op.input(0)], { axes, keepdims });
  };
}

/** The table, by TensorFlow's names. An op that is missing here is refused by its name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  Abs: same("Abs"),
  Add: same("Add"),
  AddN: same("Sum"),
  AddV2: same("Add"),
  BatchMatMulV2: (op) => {
    const matrix = (index: number, adjoint: boolean) => {
      const rank = op.type(index).shape.length;
      const perm = Array.from({ length: rank }, (_, i) => i);
      [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
      return adjoint ? op.builder.transpose(op.input(index), perm) : op.input(index);
    };
    const [x, y] = [matrix(0, op.attribute("adj_x")), matrix(1, op.attribute("adj_y"))];
    return op.builder.add("MatMul", [x, y]);
  },
  BiasAdd: same("Add"), // channels are last
  Cast: (op) => op.builder.add("Cast", [op.input(0)], { to: onnxType(op.node.outputs[0]!.dtype) }),
  ConcatV2: (op) => {
    const [axis] = op.integers(op.inputs.length - 1);
    return op.builder.add("Concat", op.inputs.slice(0, -1), { axis: axis! });
  },
  Conv2D: conv,
  Conv2DBackpropInput: convTranspose,
  DepthwiseConv2dNative: depthwiseConv,
  Elu: same("Elu"),
  Exp: same("Exp"),
  Fill: (op) => op.builder.add("Expand", [op.input(1), op.asInt64(0)]),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV3: batchNorm,
  GatherV2: (op) =>
    op.builder.add("Gather", [op.input(0), op.input(1)], { axis: op.integers(2)[0]! }),
  Greater: same("Greater"),
  Identity: same("Identity"),
  IsNan: same("IsNaN"),
  LeakyRelu: (op) =>
    op.builder.add("LeakyRelu", [op.input(0)], { alpha: { float: op.attribute("alpha") } }),
  Log: same("Log"),
  Max: reduction("ReduceMax", false),
  Maximum: same("Max"),
  MaxPool: maxPool,
  Mean: reduction("ReduceMean", false),
  Min: reduction("ReduceMin", false),
  Minimum: same("Min"),
  MirrorPad: mirrorPad,
  Mul: same("Mul"),
  Neg: same("Neg"),
  PadV2: (op) => op.builder.add("Pad", [op.input(0), pads(op, op.integers(1)), op.input(2)]),
  Range: same("Range"),
  RealDiv: same("Div"),
  Relu: same("Relu"),
  Reshape: (op) => op.builder.add("Reshape", [op.input(0), op.asInt64(1)]),
  ResizeBilinear: resizeBilinear,
  Rsqrt: (op) => op.builder.add("Reciprocal", [op.builder.add("Sqrt", [op.input(0)])]),
  Select: same("Where"),
  SelectV2: same("Where"),
  Shape: (op) =>
    op.builder.add("Cast", [op.builder.add("Shape", [op.input(0)])], { to: ONNX_TYPE.int32 }),
  Sigmoid: same("Sigmoid"),
  Slice: (op) => {
    const [begin, size] = [op.asInt64(1), op.asInt64(2)];
    const axes = op.builder.integers(op.type(0).shape.map((_, axis) => axis));
    return op.builder.add("Slice", [op.input(0), begin, sliceEnd(op, begin, size), axes]);
  },
  Softmax: same("Softmax", { axis: -1 }),
  Softplus: same("Softplus"),
  SplitV: (op) => {
    const lengths = op.integers(1);
    const names = lengths.map(() => op.builder.newName("Split"));
    const inputs = [op.input(0), op.builder.integers(lengths)];
    return op.builder.addMany("Split", inputs, { axis: op.integers(2)[0]! }, names);
  },
  Sqrt: same("Sqrt"),
  Square: ({ builder, inputs: [x] }) => builder.add("Mul", [x!, x!]),
  SquaredDifference: ({ builder, inputs }) => {
    const difference = builder.add("Sub", inputs);
    return builder.add("Mul", [difference, difference]);
  },
  Sub: same("Sub"),
  Sum: reduction("ReduceSum", true),
  Tanh: same("Tanh"),
  Tile: (op) => op.builder.add("Tile", [op.input(0), op.asInt64(1)]),
  TopKV2: (op) => {
    const k = op.builder.integers(op.integers(1), [1]);
    const names = ["values", "indices"].map((name) => op.builder.newName(name));
    return op.builder.addMany("TopK", [op.input(0), k], { axis: -1 }, names);
  },
  Transpose: (op) => op.builder.transpose(op.input(0), op.integers(1)),
  Unpack: (op) => {
    const [axis, num] = [op.attribute<number>("axis"), op.attribute<number>("num")];
    return Array.from(
      { length: num },
      (_, i) => op.builder.add("Gather", [op.input(0), op.builder.integers([i], [])], { axis }),
    );
  },
  ZerosLike: ({ builder, inputs: [x] }) => builder.add("Sub", [x!, x!]),
};

/** Where a slice ends; −1 in constant sizes means the rest, computed ones are never −1. */
function sliceEnd(op: OpContext, begin: string, size: string): string {
  if (!op.isConstant(1) || !op.isConstant(2)) return op.builder.add("Add", [begin, size]);
  const starts = op.integers(1);
  const ends = op.integers(2).map((size, i) => size === -1 ? 2 ** 31 - 1 : starts[i]! + size);
  return op.builder.integers(ends);
}

/** TensorFlow's `[[before, after], …]` as ONNX's befores and afters. */
function pads(op: OpContext, paddings: readonly number[]): string {
  const at = (rest: number) => paddings.filter((_, i) => i % 2 === rest);
  return op.builder.integers([...at(0), ...at(1)]);
}

/** ONNX mirrors only without the edge; with it, rows are gathered by their indices. */
function mirrorPad(op: OpContext): string {
  const paddings = op.integers(1);
  const edge = op.attribute<string>("mode") === "SYMMETRIC" ? 1 : 0;
  return op.type(0).shape.reduce((x, size, axis) => {
    const [before, after] = [paddings[2 * axis]!, paddings[2 * axis + 1]!];
    if (before + after === 0) return x;
    const places = Array.from({ length: before + size + after }, (_, i) => {
      const place = i - before;
      if (place < 0) return -place - edge;
      return place < size ? place : 2 * size - 2 - place + edge;
    });
    return op.builder.add("Gather", [x, op.builder.integers(places)], { axis });
  }, op.input(0));
}
