/**
 * The networks of the variational autoencoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Mode } from "../../nn/layers/batch_norm.ts";
import { dense, type VectorLayer } from "../../nn/layers/dense.ts";
import {
  childScope,
  conv2d,
  convTranspose2d,
  type Layer,
  type LayerScope,
} from "../../nn/layers/layers.ts";
import { pyramidDecoder, pyramidEncoder } from "../../nn/layers/pyramid.ts";
import type { Code } from "../../nn/layers/variational.ts";
import { toUnit } from "../../nn/losses/pixel_range.ts";
import { maxPool2 } from "../../nn/ops/max_pool.ts";
import type { VaeConfig } from "./config.ts";

/** Encoder and decoder. */
export interface VaeNetwork {
  /** From images `[b, h, w, c]` in [−1, 1] to the distribution of their codes. */
  encode(images: tf.Tensor4D, mode: Mode): Code;
  /** From codes `[b, codeSize]` to logits `[b, h, w, c]`; their sigmoid is the image in [0, 1]. */
  decode(codes: tf.Tensor2D, mode: Mode): tf.Tensor4D;
}

/** The parts of the configuration that shape the network. */
export type VaeShape = Pick<
  VaeConfig,
  "imageSize" | "channels" | "network" | "levels" | "baseWidth" | "hidden" | "codeSize"
>;

/** Maps around the code. */
interface Convolutions {
  readonly encode: (images: tf.Tensor4D, mode: Mode) => tf.Tensor4D;
  readonly decode: (maps: tf.Tensor4D, mode: Mode) => tf.Tensor4D;
}

/**
 * Builds the network: feature map → (hidden, ELU) → mean and log σ² → code → (hidden, ELU) → feature
 * map (ELU) → image.
 *
 * The network predicts log σ², not σ as the published code does, where σ may turn negative.
 */
export function vaeNetwork(scope: LayerScope, config: VaeShape): VaeNetwork {
  const { hidden, codeSize } = config;
  const size = config.imageSize / 2 ** config.levels;
  const width = config.baseWidth *
    2 ** (config.network === "conv" ? config.levels : config.levels - 1);
  const features = size * size * width;
  const layer = (name: string, inputs: number, outputs: number) =>
    dense(childScope(scope, name), { inputs, outputs });
  const maps = (config.network === "conv" ? convolutions : pyramid)(scope, config);
  const down: VectorLayer[] = hidden === 0
    ? [layer("code.statistics", features, 2 * codeSize)]
    : [layer("code.down", features, hidden), layer("code.statistics", hidden, 2 * codeSize)];
  const up: VectorLayer[] = hidden === 0
    ? [layer("code.features", codeSize, features)]
    : [layer("code.up", codeSize, hidden), layer("code.features", hidden, features)];
  return {
    encode: (images, mode) => {
      let x = maps.encode(images, mode).reshape([-1, features]) as tf.Tensor2D;
      down.forEach((apply, i) => x = i === 0 ? apply(x) : apply(tf.elu(x)));
      const [mean, logVariance] = tf.split(x, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      return { mean, logVariance };
    },
    decode: (codes, mode) => {
      let x = codes;
      for (const apply of up) x = tf.elu(apply(x));
      return maps.decode(x.reshape([-1, size, size, width]) as tf.Tensor4D, mode);
    },
  };
}

/**
 * Stages of two convolutions 3×3 with ELU; pooling between them on the way down, a transposed
 * convolution 4×4 stride 2 on the way up; a last convolution 3×3 to the image.
 *
 * Source: the public network for 28 pixels that the method's README names.
 */
function convolutions(
  scope: LayerScope,
  { channels, levels, baseWidth }: VaeShape,
): Convolutions {
  const width = (stage: number) => stage < 0 ? channels : baseWidth * 2 ** stage;
  const conv = (name: string, inputChannels: number, outputChannels: number): Layer =>
    conv2d(childScope(scope, name), { inputChannels, outputChannels, kernelSize: 3 });
  const range = Array.from({ length: levels + 1 }, (_, stage) => stage);
  const encoder = range.map((stage) => [
    conv(`encoder.${stage}.0`, width(stage - 1), width(stage)),
    conv(`encoder.${stage}.1`, width(stage), width(stage)),
  ]);
  const decoder = range.map((stage) => [
    stage === levels
      ? conv(`decoder.${stage}.0`, width(stage), width(stage))
      : convTranspose2d(childScope(scope, `decoder.${stage}.0`), {
        ...{ inputChannels: width(stage + 1), outputChannels: width(stage) },
        ...{ kernelSize: 4, stride: 2 },
      }),
    conv(`decoder.${stage}.1`, width(stage), width(stage)),
  ]).reverse();
  const last = conv("decoder.image", width(0), channels);
  const chain = (layers: readonly Layer[], x: tf.Tensor4D) =>
    layers.reduce((y, apply) => tf.elu(apply(y)), x);
  return {
    encode: (images) =>
      encoder.reduce(
        (x, layers, stage) => chain(layers, stage === 0 ? x : maxPool2(x)),
        toUnit(images),
      ),
    decode: (maps) => last(decoder.reduce((x, layers) => chain(layers, x), maps)),
  };
}

/** The AE's encoder and decoder; images enter in [−1, 1], as there. */
function pyramid(scope: LayerScope, config: VaeShape): Convolutions {
  const encode = pyramidEncoder(scope, config);
  const decode = pyramidDecoder(scope, { ...config, joined: false });
  return {
    encode: (images, mode) => encode(images, mode).at(-1)!,
    decode: (maps, mode) => {
      const above = Array<tf.Tensor4D>(config.levels - 1).fill(maps); // not read without joining
      return decode([...above, maps], mode);
    },
  };
}
