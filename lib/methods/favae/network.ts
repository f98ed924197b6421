/**
 * The trained networks of FAVAE.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, type ModalLayer, type Mode } from "../../nn/layers/batch_norm.ts";
import { convNorm } from "../../nn/layers/conv_norm.ts";
import {
  childScope,
  conv2d,
  convTranspose2d,
  type Layer,
  type LayerScope,
} from "../../nn/layers/layers.ts";
import type { Code } from "../../nn/layers/variational.ts";
import { leakyRelu, relu, sigmoid } from "../../nn/ops/activations.ts";
import { type FavaeConfig, LEVELS } from "./config.ts";

/** Slope of the leaky ReLU for negative values. */
const LEAKY_SLOPE = 0.2;

/** The decoder's output for a batch of codes. */
export interface Decoded {
  /** `[b, h, w, c]` in [0, 1]. */
  readonly images: tf.Tensor4D;
  /** The adapted inner maps, at a half, a quarter and, if needed, an eighth of the size. */
  readonly features: readonly tf.Tensor4D[];
}

/** Encoder, decoder and adapters. */
export interface FavaeNetwork {
  /** From images `[b, h, w, c]` in [0, 1] to the distribution of their codes. */
  encode(images: tf.Tensor4D, mode: Mode): Code;
  /** From codes `[b, latent]`; decodes once for image and features. */
  decode(codes: tf.Tensor2D, mode: Mode): Decoded;
}

/** The parts of the configuration that shape the network. */
export type FavaeShape = Pick<FavaeConfig, "imageSize" | "channels" | "latent" | "baseWidth">;

/**
 * Builds the network.
 *
 * Variables: `encoder.I.conv`, `encoder.I.norm`, `encoder.code`, `decoder.I.…`, `adapter.L.…`.
 *
 * @param featureChannels Channels of the teacher's maps, shallowest first.
 */
export function favaeNetwork(
  scope: LayerScope,
  shape: FavaeShape,
  featureChannels: readonly number[],
): FavaeNetwork {
  const encode = encoder(childScope(scope, "encoder"), shape);
  const decode = decoder(childScope(scope, "decoder"), shape);
  const adapters = featureChannels.map((channels, level) =>
    adapter(childScope(scope, `adapter.${level}`), shape.baseWidth * 2 ** level, channels)
  );
  return {
    encode: (images, mode) => {
      const values = encode(images, mode).reshape([images.shape[0], 2 * shape.latent]);
      const [mean, logVariance] = tf.split(values, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      return { mean, logVariance };
    },
    decode: (codes, mode) => {
      const { image, taps } = decode(codes.reshape([-1, 1, 1, shape.latent]), mode);
      return {
        images: sigmoid(image),
        features: adapters.map((adapter, i) => adapter(taps[i]!)),
      };
    },
  };
}

/** Height and width of the smallest map. */
function smallest({ imageSize }: FavaeShape): number {
  return imageSize / 2 ** LEVELS;
}

function encoder(scope: LayerScope, shape: FavaeShape): ModalLayer {
  const width = shape.baseWidth;
  const blocks = [
    { outputChannels: width, kernelSize: 4, stride: 2 },
    { outputChannels: width, kernelSize: 4, stride: 2 },
    { outputChannels: 2 * width, kernelSize: 3 },
    { outputChannels: 2 * width, kernelSize: 4, stride: 2 },
    { outputChannels: 4 * width, kernelSize: 3 },
    { outputChannels: 4 * width, kernelSize: 4, stride: 2 },
    { outputChannels: 4 * width, kernelSize: 3 },
    { outputChannels: width / 4, kernelSize: 3 },
  ];
  const layers = blocks.map((block, i) => {
    const inputChannels = blocks[i - 1]?.outputChannels ?? shape.channels;
    return convNorm(childScope(scope, String(i)), { ...block, inputChannels, bias: true });
  });
  const size = smallest(shape);
  // Kernel and stride are as large as the map, so there is one position.
  const code = conv2d(childScope(scope, "code"), {
    inputChannels: width / 4,
    outputChannels: 2 * shape.latent,
    kernelSize: size,
    stride: size,
  });
  return (images, mode) =>
    code(layers.reduce((x, apply) => leakyRelu(apply(x, mode), LEAKY_SLOPE), images));
}

/**
 * Maps codes `[b, 1, 1, latent]` to the image, and also returns the maps before three of the norms.
 */
function decoder(
  scope: LayerScope,
  shape: FavaeShape,
): (codes: tf.Tensor4D, mode: Mode) => { image: tf.Tensor4D; taps: tf.Tensor4D[] } {
  const [width, size] = [shape.baseWidth, smallest(shape)];
  const blocks = [
    { outputChannels: width / 4, kernelSize: size, stride: size },
    { outputChannels: 4 * width, kernelSize: 3 },
    { outputChannels: 4 * width, kernelSize: 3 },
    { outputChannels: 4 * width, kernelSize: 4, stride: 2, tapped: true },
    { outputChannels: 2 * width, kernelSize: 3 },
    { outputChannels: 2 * width, kernelSize: 4, stride: 2, tapped: true },
    { outputChannels: width, kernelSize: 3 },
    { outputChannels: width, kernelSize: 4, stride: 2, tapped: true },
  ];
  const layers = blocks.map(({ tapped, ...block }, i) => {
    const at = childScope(scope, String(i));
    const inputChannels = blocks[i - 1]?.outputChannels ?? shape.latent;
    const conv = convTranspose2d(childScope(at, "conv"), { ...block, inputChannels });
    return { conv, norm: batchNorm(childScope(at, "norm"), block.outputChannels), tapped };
  });
  const last = convTranspose2d(childScope(scope, `${blocks.length}.conv`), {
    inputChannels: width,
    outputChannels: shape.channels,
    kernelSize: 4,
    stride: 2,
  });
  return (codes, mode) => {
    const taps: tf.Tensor4D[] = [];
    let x = codes;
    for (const { conv, norm, tapped } of layers) {
      const y = conv(x);
      if (tapped) taps.unshift(y); // shallowest first
      x = leakyRelu(norm(y, mode), LEAKY_SLOPE);
    }
    return { image: last(x), taps };
  };
}

/** Convolution 1×1, ReLU, convolution 1×1. */
function adapter(scope: LayerScope, inputChannels: number, outputChannels: number): Layer {
  const one = { inputChannels, kernelSize: 1 };
  const first = conv2d(childScope(scope, "first"), { ...one, outputChannels: inputChannels });
  const second = conv2d(childScope(scope, "second"), { ...one, outputChannels });
  return (x) => second(relu(first(x)));
}
