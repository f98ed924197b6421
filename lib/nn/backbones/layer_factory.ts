/**
 * The parts that architectures are made of, whether their weights are frozen or trained.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { everyNth } from "../ops/every_nth.ts";
import type { InputScale } from "./input_scale.ts";

/**
 * The padding around the image. `symmetric`: (k − 1) / 2 zeros on each side, as PyTorch pads. `same`:
 * TensorFlow's, which pads less, or not at all, above and left if the stride is 2. `none`: nothing.
 */
export type Padding = "symmetric" | "same" | "none";

/** A convolution and the batch norm after it. Tensors have PyTorch's names, `NAME.weight`. */
export interface ConvolutionSpec {
  /** Name of the convolution in weights files. */
  readonly name: string;
  /** Name of its batch norm; without one it has a bias unless `bias` is false. */
  readonly norm?: string;
  /** Epsilon of the batch norm. Default 1e-5. */
  readonly epsilon?: number;
  readonly bias?: boolean;
  readonly inputChannels: number;
  /** The same as the input's for depthwise convolutions. */
  readonly outputChannels: number;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default `symmetric`. */
  readonly padding?: Padding;
  /** Whether each channel has its own kernel. Default false. */
  readonly depthwise?: boolean;
}

/** Makes layers. A network is built once from it, in the order of the calls. */
export interface LayerFactory {
  /** The convolution, then the batch norm or the bias. */
  convolution(spec: ConvolutionSpec): ModalLayer;
  /** A batch norm with no convolution in front. */
  norm(name: string, channels: number): ModalLayer;
}

/** A part of a network whose output can be requested. */
export interface Stage {
  readonly name: string;
  readonly channels: number;
  readonly stride: number;
  /** From the output of the stage before, or the normalised images, to this stage's output. */
  readonly apply: ModalLayer;
}

/** A network's layers and its weights files. */
export interface Architecture {
  /** File of the weights. */
  readonly file: string;
  /** The input scale that its weights were trained on, as published by those who trained them. */
  readonly input: InputScale;
  /**
   * Makes the layers, shallowest stage first; a caller that needs only some of them stops iterating.
   */
  readonly build: (layers: LayerFactory) => Iterable<Stage>;
  /** Returns a tensor's name in the network for its name in a file. */
  readonly rename?: (name: string) => string;
  /** Tensors of a file that features do not need: the classifier. Names as in the network. */
  readonly unused: RegExp;
}

/** Applies layers one after the other. */
export function chain(...layers: readonly ModalLayer[]): ModalLayer {
  return (x, mode) => layers.reduce((y, layer) => layer(y, mode), x);
}

/** Convolves with explicit padding where TensorFlow's own differs from the wanted one. */
export function convolve(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { kernelSize, stride = 1, padding = "symmetric", depthwise = false }: ConvolutionSpec,
): tf.Tensor4D {
  if (kernelSize === 1 && !depthwise) return tf.conv2d(everyNth(x, stride), kernel, 1, "same");
  const margin = (kernelSize - 1) / 2;
  // With stride 1 both paddings are the same.
  const padded = padding === "symmetric" && stride > 1
    ? padSides(x, { before: margin, after: margin })
    : x;
  const rest = padding === "none" || padded !== x ? "valid" : "same";
  return depthwise
    ? tf.depthwiseConv2d(padded, kernel, stride, rest)
    : tf.conv2d(padded, kernel, stride, rest);
}

/** Adds zeros: `before` above and left, `after` below and right. */
export function padSides(
  x: tf.Tensor4D,
  { before, after }: { before: number; after: number },
): tf.Tensor4D {
  return tf.pad(x, [[0, 0], [before, after], [before, after], [0, 0]]);
}
