/**
 * Layers with fixed weights.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { addBias } from "../ops/add_bias.ts";
import { type ConvolutionSpec, convolve, type LayerFactory } from "./layer_factory.ts";
import type { WeightsReader } from "./weights_reader.ts";

/** PyTorch's default. */
const EPSILON = 1e-5;

/**
 * Makes layers with the weights of a file; batch norm uses the statistics of its training, whatever
 * the mode, and is folded into the convolution in front of it.
 */
export class FrozenLayers implements LayerFactory, Disposable {
  readonly #reader: WeightsReader;
  readonly #tensors: tf.Tensor[] = [];

  constructor(reader: WeightsReader) {
    this.#reader = reader;
  }

  /** `y = conv(x, kernel · scale) + shift`. */
  convolution(spec: ConvolutionSpec): ModalLayer {
    const { name, norm, epsilon, bias = norm === undefined } = spec;
    const { inputChannels, outputChannels, kernelSize, depthwise } = spec;
    const values = this.#reader.kernel(`${name}.weight`, spec);
    let shift = bias ? this.#reader.take(`${name}.bias`, [outputChannels]) : undefined;
    if (norm !== undefined) {
      const folded = this.#affine(norm, outputChannels, epsilon);
      // The last axis that is not 1 is the output's channel in both layouts.
      for (let i = 0; i < values.length; i++) values[i]! *= folded.scale[i % outputChannels]!;
      shift = folded.shift.map((value, c) => value + folded.scale[c]! * (shift?.[c] ?? 0));
    }
    const shape = depthwise ? [outputChannels, 1] : [inputChannels, outputChannels];
    const kernel = this.#keep(values, [kernelSize, kernelSize, ...shape]) as tf.Tensor4D;
    if (!shift) return (x) => convolve(x, kernel, spec);
    const added = this.#keep(shift, [outputChannels]) as tf.Tensor1D;
    return (x) => addBias(convolve(x, kernel, spec), added);
  }

  /** `y = x · scale + shift`. */
  norm(name: string, channels: number): ModalLayer {
    const affine = this.#affine(name, channels);
    const scale = this.#keep(affine.scale, [channels]);
    const shift = this.#keep(affine.shift, [channels]);
    return (x) => tf.add(tf.mul(x, scale), shift);
  }

  /** Disposes all weights. */
  [Symbol.dispose](): void {
    tf.dispose(this.#tensors);
  }

  /** Batch norm with fixed statistics as one product and one sum. */
  #affine(
    name: string,
    channels: number,
    epsilon = EPSILON,
  ): { scale: Float32Array; shift: Float32Array } {
    const [gamma, beta, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
      (part) => this.#reader.take(`${name}.${part}`, [channels]),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const scale = gamma.map((value, c) => value / Math.sqrt(variance[c]! + epsilon));
    return { scale, shift: beta.map((value, c) => value - mean[c]! * scale[c]!) };
  }

  #keep(values: Float32Array, shape: number[]): tf.Tensor {
    const tensor = tf.keep(tf.tensor(values, shape));
    this.#tensors.push(tensor);
    return tensor;
  }
}
