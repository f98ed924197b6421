/**
 * A convolution with batch norm, the block that most networks are made of.
 *
 * @module
 */
import { batchNorm, type ModalLayer } from "./batch_norm.ts";
import {
  childScope,
  conv2d,
  type ConvolutionOptions,
  type LayerScope,
  type UpsamplingOption,
} from "./layers.ts";

/**
 * A convolution, then batch norm.
 *
 * Variables: those of the layers, under `conv` and `norm`. There is no bias unless the options have
 * one: batch norm would cancel it.
 */
export function convNorm(
  scope: LayerScope,
  options: ConvolutionOptions & UpsamplingOption,
): ModalLayer {
  const conv = conv2d(childScope(scope, "conv"), { bias: false, ...options });
  const norm = batchNorm(childScope(scope, "norm"), options.outputChannels);
  return (x, mode) => norm(conv(x), mode);
}
