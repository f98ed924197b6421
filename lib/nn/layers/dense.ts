/**
 * Fully connected layers.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { uniform } from "../variables/initializers.ts";
import type { LayerScope } from "./layers.ts";

/** Size of a fully connected layer. */
export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Whether a bias is added; not needed before batch norm. Default true. */
  readonly bias?: boolean;
}

/** Vectors `[b, n]` in and out. */
export type VectorLayer = (x: tf.Tensor2D) => tf.Tensor2D;

/**
 * A fully connected layer: `y = x · kernel + bias`.
 *
 * On a whole flattened map it is a convolution without padding; from a vector to a flattened map, a
 * transposed one. Initial values are uniform in ±1/√inputs, PyTorch's default.
 *
 * Variables: `kernel` `[inputs, outputs]`, `bias` `[outputs]`.
 */
export function dense({ parameters, random }: LayerScope, options: DenseOptions): VectorLayer {
  const { inputs, outputs, bias: biased = true } = options;
  const bound = 1 / Math.sqrt(inputs);
  const shape = [inputs, outputs];
  const kernel = parameters.trainable("kernel", uniform(shape, bound, random), shape);
  const bias = biased
    ? parameters.trainable("bias", uniform([outputs], bound, random), [outputs])
    : undefined;
  return (x) => {
    const y: tf.Tensor2D = tf.matMul(x, kernel as tf.Tensor2D);
    return bias ? tf.add(y, bias) : y;
  };
}
