/**
 * Ops on feature maps: TensorFlow has channels last, ONNX has them first.
 *
 * @module
 */
import { Refusal } from "../graph/refusal.ts";
import { type OpContext, TO_CHANNELS_FIRST, TO_CHANNELS_LAST } from "./context.ts";

/** From HWIO to OIHW. */
const KERNEL_TO_ONNX = [3, 2, 0, 1] as const;

/** `Conv2D`: x, kernel. */
export function conv(op: OpContext): string {
  return convolve(op, op.builder.transpose(op.input(1), KERNEL_TO_ONNX), 1);
}

/** `DepthwiseConv2dNative`: x, kernel `[h, w, channels, multiplier]`. */
export function depthwiseConv(op: OpContext): string {
  const [kh, kw, channels, multiplier] = op.type(1).shape;
  const byChannel = op.builder.transpose(op.input(1), [2, 3, 0, 1]);
  const shape = op.builder.integers([channels! * multiplier!, 1, kh!, kw!]);
  return convolve(op, op.builder.add("Reshape", [byChannel, shape]), channels!);
}

function convolve(op: OpContext, weights: string, group: number): string {
  const [, height, width] = op.type(0).shape;
  const kernel_shape = op.type(1).shape.slice(0, 2);
  const strides = op.attribute<number[]>("strides").slice(1, 3);
  const dilations = op.attribute<number[]>("dilations").slice(1, 3);
  const kernel = kernel_shape.map((k, i) => (k - 1) * dilations[i]! + 1);
  const pads = padsOf(op, { input: [height!, width!], kernel, strides });
  const attributes = { strides, dilations, pads, kernel_shape, group };
  return channelsFirst(op, 0, (x) => op.builder.add("Conv", [x, weights], attributes));
}

/** `Conv2DBackpropInput`: sizes, kernel, x. The kernel is `[h, w, out, in]`. */
export function convTranspose(op: OpContext): string {
  const [, height, width] = op.node.outputs[0]!.shape;
  const [kh, kw] = op.type(1).shape;
  const strides = op.attribute<number[]>("strides").slice(1, 3);
  const kernel = [kh!, kw!];
  const pads = padsOf(op, { input: [height!, width!], kernel, strides });
  const inputs = op.type(2).shape.slice(1, 3);
  // What the stride leaves over at the end of the larger map.
  const output_padding = [height!, width!].map((size, i) =>
    size - ((inputs[i]! - 1) * strides[i]! + kernel[i]! - pads[i]! - pads[i + 2]!)
  );
  return channelsFirst(
    op,
    2,
    (x) =>
      op.builder.add("ConvTranspose", [x, op.builder.transpose(op.input(1), KERNEL_TO_ONNX)], {
        ...{ strides, pads, output_padding, kernel_shape: kernel },
      }),
  );
}

/** `MaxPool`. */
export function maxPool(op: OpContext): string {
  const [, height, width] = op.type(0).shape;
  const kernel = op.attribute<number[]>("ksize").slice(1, 3);
  const strides = op.attribute<number[]>("strides").slice(1, 3);
  const pads = padsOf(op, { input: [height!, width!], kernel, strides });
  return channelsFirst(
    op,
    0,
    (x) => op.builder.add("MaxPool", [x], { kernel_shape: kernel, strides, pads }),
  );
}

/** `FusedBatchNorm` with running statistics: x, gamma, beta, mean, variance. */
export function batchNorm(op: OpContext): string {
  if (op.attribute<boolean>("is_training")) throw new Refusal("takes the statistics of a batch");
  const epsilon = { float: op.attribute<number>("epsilon") };
  return channelsFirst(
    op,
    0,
    (x) => op.builder.add("BatchNormalization", [x, ...op.inputs.slice(1)], { epsilon }),
  );
}

/** `ResizeBilinear`: x, size. */
export function resizeBilinear(op: OpContext): string {
  const mode = op.attribute<boolean>("align_corners")
    ? "align_corners"
    : op.attribute<boolean>("half_pixel_centers")
    ? "half_pixel"
    : "asymmetric";
  const { builder } = op;
  const size = builder.integers(op.integers(1));
  return channelsFirst(op, 0, (x) => {
    // Not `scales`: ONNX rounds size times scale down, and 31 · float32(32 / 31) is less than 32.
    const [start, end, axis] = [[0], [2], [0]].map((value) => builder.integers(value));
    const first = builder.add("Slice", [builder.add("Shape", [x]), start!, end!, axis!]);
    const sizes = builder.add("Concat", [first, size], { axis: 0 });
    return builder.add("Resize", [x, "", "", sizes], {
      ...{ mode: "linear", coordinate_transformation_mode: mode },
    });
  });
}

/** Pads above, left, below and right, as TensorFlow pads: the odd one below and right. */
function padsOf(
  op: OpContext,
  { input, kernel, strides }: { input: number[]; kernel: number[]; strides: number[] },
): number[] {
  const padding = op.attribute<string>("padding");
  if (padding === "VALID") return [0, 0, 0, 0];
  if (padding !== "SAME") throw new Refusal(`padding ${padding} has no counterpart`);
  const totals = input.map((size, i) =>
    Math.max(0, (Math.ceil(size / strides[i]!) - 1) * strides[i]! + kernel[i]! - size)
  );
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, i) => total - before[i]!)];
}

/** Writes an op with channels first. */
function channelsFirst(op: OpContext, input: number, write: (x: string) => string): string {
  const x = op.builder.transpose(op.input(input), TO_CHANNELS_FIRST);
  return op.builder.transpose(write(x), TO_CHANNELS_LAST);
}
