/**
 * MemAE's network: an autoencoder whose code is a mix of memory items.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type MemoryView, placeItems } from "../../detector/contract/memory_view.ts";
import { batchNorm, type Mode } from "../../nn/layers/batch_norm.ts";
import { convNorm } from "../../nn/layers/conv_norm.ts";
import { childScope, convTranspose2d, type LayerScope } from "../../nn/layers/layers.ts";
import { leakyRelu, relu } from "../../nn/ops/activations.ts";
import type { MemaeConfig } from "./config.ts";
import { type Memory, memory } from "./memory.ts";

/** Reconstructions and the memory weights behind them. */
export interface Remembered {
  /** `[b, h, w, c]`, not limited to [−1, 1]: the last layer is linear. */
  readonly reconstructions: tf.Tensor4D;
  /** `[queries, N]`. */
  readonly weights: tf.Tensor2D;
}

/** The built network. */
export interface MemaeNetwork {
  /** Rebuilds `[b, h, w, c]`. */
  (images: tf.Tensor4D, mode: Mode): Remembered;
  /** Its memory, for inspection. */
  readonly view: MemoryView;
}

/** The parts of the configuration that shape the network. */
export type MemaeShape = Pick<
  MemaeConfig,
  | "imageSize"
  | "channels"
  | "widths"
  | "encoderKernels"
  | "decoderKernel"
  | "activation"
  | "items"
  | "similarity"
  | "shrinkage"
  | "queries"
>;

/**
 * Builds the network.
 *
 * Encoder level: convolution stride 2 with output size ⌈input / 2⌉, batch norm, activation. Decoder
 * level: transposed convolution stride 2 back to the size of the level above, batch norm, activation;
 * the last one is linear.
 *
 * Source: Gong et al., ICCV 2019, section 4.1 (widths and kernels); padding is a choice.
 */
export function memaeNetwork(scope: LayerScope, config: MemaeShape): MemaeNetwork {
  const { widths, encoderKernels, decoderKernel } = config;
  const width = (level: number) => level < 0 ? config.channels : widths[level]!;
  const sizes = widths.reduce((all, _) => [...all, Math.ceil(all.at(-1)! / 2)], [config.imageSize]);
  const activate = (x: tf.Tensor4D) => config.activation === "relu" ? relu(x) : leakyRelu(x, 0.2);
  const part = (name: string) => childScope(scope, name);
  const encoder = widths.map((outputChannels, level) =>
    convNorm(part(`encoder.${level}`), {
      ...{ inputChannels: width(level - 1), outputChannels },
      ...{ kernelSize: encoderKernels[level]!, stride: 2, bias: true },
    })
  );
  const deepest = sizes.at(-1)!;
  const querySize = width(widths.length - 1) *
    (config.queries === "position" ? 1 : deepest * deepest);
  const items: Memory = memory(scope, querySize, config);
  const decoder = widths.map((_, level) => ({
    conv: convTranspose2d(part(`decoder.${level}.conv`), {
      ...{ inputChannels: width(level), outputChannels: width(level - 1) },
      ...{ kernelSize: decoderKernel, stride: 2, outputSize: sizes[level]! },
    }),
    norm: level === 0 ? undefined : batchNorm(part(`decoder.${level}.norm`), width(level - 1)),
  })).reverse();

  const remember = (images: tf.Tensor4D, mode: Mode) => {
    const code = encoder.reduce((x, apply) => activate(apply(x, mode)), images);
    const weights = items.address(code.reshape([-1, querySize]) as tf.Tensor2D);
    return { weights, remembered: items.mix(weights).reshape(code.shape) as tf.Tensor4D };
  };
  const decode = (remembered: tf.Tensor4D, mode: Mode) =>
    decoder.reduce((x, { conv, norm }) => {
      const y = conv(x);
      return norm ? activate(norm(y, mode)) : y;
    }, remembered);
  const network = (images: tf.Tensor4D, mode: Mode): Remembered => {
    const { weights, remembered } = remember(images, mode);
    return { reconstructions: decode(remembered, mode), weights };
  };
  const parts = config.queries === "position" ? deepest : 1;
  const division = { height: parts, width: parts, channels: 1 };
  const view: MemoryView = {
    level: widths.length - 1,
    items: config.items,
    division,
    address: (images) => tf.tidy(() => remember(images, "score").weights),
    decode: (images, places) =>
      tf.tidy(() => {
        const mean = tf.mean(remember(images, "score").remembered, 0, true) as tf.Tensor4D;
        if (places.length === 0) return decode(mean, "score");
        const blocks = mean.reshape([-1, querySize]) as tf.Tensor2D;
        const placed = placeItems(blocks, items.items, places);
        return decode(placed.reshape([places.length, ...mean.shape.slice(1)]), "score");
      }),
  };
  return Object.assign(network, { view });
}
