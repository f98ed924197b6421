/**
 * Layers that are trained, from random values or from those of a file.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { batchNorm, type ModalLayer } from "../layers/batch_norm.ts";
import { childScope, type LayerScope } from "../layers/layers.ts";
import { type ConvolutionSpec, convolve, type LayerFactory } from "./layer_factory.ts";
import type { WeightsReader } from "./weights_reader.ts";

/**
 * Makes layers whose weights are variables and whose batch norm follows the mode.
 *
 * Without a file, kernels are drawn from N(0, 2 / (k²·out)), as torchvision does for ResNet; biases
 * are 0. Variables are named as in weights files, with `kernel` and `bias` of a convolution, `gamma`,
 * `beta`, `mean` and `variance` of a norm.
 */
export class TrainableLayers implements LayerFactory {
  readonly #scope: LayerScope;
  readonly #reader?: WeightsReader;

  /**
   * @param scope Where variables are made.
   * @param reader Where their initial values come from. Default: drawn at random.
   */
  constructor(scope: LayerScope, reader?: WeightsReader) {
    this.#scope = scope;
    this.#reader = reader;
  }

  /** Variables: those of the convolution and of its norm. */
  convolution(spec: ConvolutionSpec): ModalLayer {
    const { name, norm, epsilon, bias = norm === undefined } = spec;
    const { inputChannels, outputChannels, kernelSize, depthwise } = spec;
    const { parameters, random } = childScope(this.#scope, name);
    const inner = depthwise ? [outputChannels, 1] : [inputChannels, outputChannels];
    const shape = [kernelSize, kernelSize, ...inner];
    const values = this.#reader?.kernel(`${name}.weight`, spec) ?? drawKernel(shape, spec, random);
    const kernel = parameters.trainable("kernel", values, shape) as tf.Variable<tf.Rank.R4>;
    const biases = this.#reader && bias
      ? this.#reader.take(`${name}.bias`, [outputChannels])
      : new Float32Array(outputChannels);
    const added = bias ? parameters.trainable("bias", biases, [outputChannels]) : undefined;
    const normed = norm === undefined ? undefined : this.norm(norm, outputChannels, epsilon);
    return (x, mode) => {
      const y = convolve(x, kernel, spec);
      const shifted: tf.Tensor4D = added ? tf.add(y, added) : y;
      return normed ? normed(shifted, mode) : shifted;
    };
  }

  /** Variables: those of {@linkcode batchNorm}. */
  norm(name: string, channels: number, epsilon?: number): ModalLayer {
    const value = (part: string) => this.#reader!.take(`${name}.${part}`, [channels]);
    const initial = this.#reader && {
      gamma: value("weight"),
      beta: value("bias"),
      mean: value("running_mean"),
      variance: value("running_var"),
    };
    return batchNorm(childScope(this.#scope, name), channels, { epsilon, initial });
  }
}

/** He initialisation by fan out. */
function drawKernel(
  shape: readonly number[],
  { kernelSize, outputChannels, depthwise }: ConvolutionSpec,
  random: Random,
): Float32Array {
  const deviation = Math.sqrt(2 / (kernelSize ** 2 * (depthwise ? 1 : outputChannels)));
  const size = shape.reduce((n, d) => n * d, 1);
  return Float32Array.from({ length: size }, () => deviation * random.normal());
}
