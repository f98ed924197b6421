/**
 * Layers as functions: each builder makes its variables and returns what applies them.
 *
 * Padding and initial values follow PyTorch, in which the compared methods were published.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";
import { uniform } from "./initializers.ts";
import type { Parameters } from "./parameters.ts";

/** A layer: feature maps `[b, h, w, c]` in and out. */
export type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** Where a layer takes its variables and their initial values from. */
export interface LayerScope {
  readonly parameters: Parameters;
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
  readonly stride: number;
  /** Whether a bias is added; not needed before batch norm. */
  readonly bias: boolean;
}

/**
 * A convolution with output size `ceil(input / stride)`.
 *
 * For even sizes, kernel 4 and stride 2 this is PyTorch's `Conv2d(…, 4, 2, padding=1)`. Initial
 * values are uniform in ±1/√(fan in), PyTorch's default.
 *
 * Variables: `kernel` `[k, k, in, out]`, `bias` `[out]`.
 */
export function conv2d(scope: LayerScope, options: ConvolutionOptions): Layer {
  const { inputChannels, outputChannels, kernelSize, stride } = options;
  const bound = 1 / Math.sqrt(kernelSize * kernelSize * inputChannels);
  const kernel = newKernel(scope, [kernelSize, kernelSize, inputChannels, outputChannels], bound);
  const addBias = options.bias ? biasAdder(scope, outputChannels, bound) : undefined;
  return (x) => {
    const y = tf.conv2d(x, kernel, stride, "same");
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
 * For kernel 4 and stride 2 this is PyTorch's `ConvTranspose2d(…, 4, 2, padding=1)`; PyTorch takes
 * the fan in of the initial values from the output channels, and so does this.
 *
 * Variables: `kernel` `[k, k, out, in]`, `bias` `[out]`.
 */
export function convTranspose2d(scope: LayerScope, options: TransposedOptions): Layer {
  const { inputChannels, outputChannels, kernelSize, stride, outputSize } = options;
  const bound = 1 / Math.sqrt(kernelSize * kernelSize * outputChannels);
  const kernel = newKernel(scope, [kernelSize, kernelSize, outputChannels, inputChannels], bound);
  const addBias = options.bias ? biasAdder(scope, outputChannels, bound) : undefined;
  return (x) => {
    const [b, h, w] = x.shape;
    const [height, width] = [outputSize ?? h * stride, outputSize ?? w * stride];
    const shape: [number, number, number, number] = [b, height, width, outputChannels];
    const y = tf.conv2dTranspose(x, kernel, shape, stride, "same");
    return addBias ? addBias(y) : y;
  };
}

function newKernel(
  { parameters, random }: LayerScope,
  shape: [number, number, number, number],
  bound: number,
): tf.Variable<tf.Rank.R4> {
  const values = uniform(shape, bound, random);
  return parameters.trainable("kernel", values, shape) as tf.Variable<tf.Rank.R4>;
}

function biasAdder({ parameters, random }: LayerScope, channels: number, bound: number): Layer {
  const bias = parameters.trainable("bias", uniform([channels], bound, random), [channels]);
  return (x) => tf.add(x, bias);
}
