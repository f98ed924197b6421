/**
 * Layers as functions: each builder makes its variables and returns a function that applies them.
 *
 * Initial values are PyTorch's. Padding is TensorFlow's "same", which for kernel 4 and stride 2 is
 * PyTorch's padding of 1; with other kernels and strides it may lie more on the lower right.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { addTrainedBias } from "../ops/add_trained_bias.ts";
import { everyNth } from "../ops/every_nth.ts";
import { upsampledConv2d } from "../ops/upsampled_conv.ts";
import { normal, uniform } from "../variables/initializers.ts";
import type { Parameters } from "../variables/parameters.ts";

/** A layer: feature maps `[b, h, w, c]` in and out. */
export type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** Where a layer gets its variables and their initial values. */
export interface LayerScope {
  /** Holds the variables. */
  readonly parameters: Parameters;
  /** Draws their initial values. */
  readonly random: Random;
}

/** The same scope for a part of the network: its variables' names begin with `name.`. */
export function childScope(scope: LayerScope, name: string): LayerScope {
  return { ...scope, parameters: scope.parameters.child(name) };
}

/** Size of a convolution. */
export interface ConvolutionOptions {
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** Default 1. */
  readonly stride?: number;
  /** Whether a bias is added; not needed before batch norm. Default true. */
  readonly bias?: boolean;
}

/** What a convolution does to its input first. */
export interface UpsamplingOption {
  /**
   * Whether the input's height and width are doubled first, by the nearest neighbour; for odd kernels
   * and stride 1 only. Default false.
   */
  readonly upsample?: boolean;
}

/** How a kernel is initialised. */
export interface InitialKernel {
  /**
   * `uniform`: in ±1/√(fan in), PyTorch's default. `he`: from N(0, 2 / fan in), for ReLU networks.
   * Default `uniform`.
   */
  readonly initial?: "uniform" | "he";
}

/**
 * A convolution with output size `ceil(input / stride)`, twice that after `upsample`.
 *
 * For even sizes, kernel 4 and stride 2 this is PyTorch's `Conv2d(…, 4, 2, padding=1)`.
 *
 * Variables: `kernel` `[k, k, in, out]`, `bias` `[out]`.
 *
 * @throws {RangeError} If `upsample` is set with a stride or an even kernel.
 */
export function conv2d(
  scope: LayerScope,
  options: ConvolutionOptions & UpsamplingOption & InitialKernel,
): Layer {
  const { inputChannels, outputChannels, kernelSize, stride = 1, bias = true } = options;
  if (options.upsample && (stride !== 1 || kernelSize % 2 === 0)) {
    throw new RangeError(
      `Cannot upsample before a kernel of ${kernelSize} with stride ${stride}: it must be odd, the ` +
        "stride 1",
    );
  }
  const fanIn = kernelSize * kernelSize * inputChannels;
  const bound = 1 / Math.sqrt(fanIn);
  const shape: KernelShape = [kernelSize, kernelSize, inputChannels, outputChannels];
  const values = options.initial === "he"
    ? normal(shape, Math.sqrt(2 / fanIn), scope.random)
    : uniform(shape, bound, scope.random);
  const kernel = newKernel(scope, shape, values);
  const addBias = bias ? biasAdder(scope, outputChannels, bound) : undefined;
  const apply: Layer = options.upsample
    ? (x) => upsampledConv2d(x, kernel)
    : kernelSize === 1
    ? (x) => tf.conv2d(everyNth(x, stride), kernel, 1, "same")
    : (x) => tf.conv2d(x, kernel, stride, "same");
  return (x) => {
    const y = apply(x);
    return addBias ? addBias(y) : y;
  };
}

/** Size of a transposed convolution. */
export interface TransposedOptions extends ConvolutionOptions {
  /** Height and width of the output, any that the stride maps to the input. Default input · stride. */
  readonly outputSize?: number;
}

/**
 * A transposed convolution with output size `input · stride` unless another is given.
 *
 * For kernel 4 and stride 2 this is PyTorch's `ConvTranspose2d(…, 4, 2, padding=1)`; like PyTorch's,
 * it takes the fan in of the initial values from the output channels.
 *
 * Variables: `kernel` `[k, k, out, in]`, `bias` `[out]`.
 */
export function convTranspose2d(scope: LayerScope, options: TransposedOptions): Layer {
  const { inputChannels, outputChannels, kernelSize, stride = 1, bias = true } = options;
  const bound = 1 / Math.sqrt(kernelSize * kernelSize * outputChannels);
  const shape: KernelShape = [kernelSize, kernelSize, outputChannels, inputChannels];
  const kernel = newKernel(scope, shape, uniform(shape, bound, scope.random));
  const addBias = bias ? biasAdder(scope, outputChannels, bound) : undefined;
  return (x) => {
    const [b, h, w] = x.shape;
    const { outputSize: height = h * stride, outputSize: width = w * stride } = options;
    const y = tf.conv2dTranspose(x, kernel, [b, height, width, outputChannels], stride, "same");
    return addBias ? addBias(y) : y;
  };
}

type KernelShape = [number, number, number, number];

function newKernel(
  { parameters }: LayerScope,
  shape: KernelShape,
  values: Float32Array,
): tf.Variable<tf.Rank.R4> {
  return parameters.trainable("kernel", values, shape) as tf.Variable<tf.Rank.R4>;
}

function biasAdder({ parameters, random }: LayerScope, channels: number, bound: number): Layer {
  const values = uniform([channels], bound, random);
  const bias = parameters.trainable("bias", values, [channels]) as tf.Variable<tf.Rank.R1>;
  return (x) => addTrainedBias(x, bias);
}
