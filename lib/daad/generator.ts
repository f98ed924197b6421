/**
 * DAAD's generator: a U-Net whose skip connections pass through block-wise memories.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { leakyRelu, relu } from "../nn/activations.ts";
import { batchNorm, type Mode } from "../nn/batch_norm.ts";
import { conv2d, convTranspose2d, type LayerScope } from "../nn/layers.ts";
import { type BlockMemory, blockMemory } from "./block_memory.ts";
import { type DaadConfig, featureShape } from "./config.ts";

/** Slope of the leaky ReLU for negative values, as in DCGAN. */
const LEAKY_SLOPE = 0.2;

/** The parts of the configuration that shape the generator. */
export type GeneratorConfig = Pick<
  DaadConfig,
  | "imageSize"
  | "channels"
  | "levels"
  | "baseWidth"
  | "division"
  | "items"
  | "temperature"
  | "skips"
  | "deepest"
>;

/** A built generator. */
export interface Generator {
  /** Reconstructs images `[b, h, w, c]` in [−1, 1]. */
  reconstruct(images: tf.Tensor4D, mode: Mode): tf.Tensor4D;
  /** The encoder's feature maps, shallowest first, as they enter the memories. */
  encode(images: tf.Tensor4D, mode: Mode): tf.Tensor4D[];
  /** The memory of each level; `undefined` where the level has none. */
  readonly memories: readonly (BlockMemory | undefined)[];
}

/**
 * Builds the generator.
 *
 * Encoder level: convolution 4×4 stride 2, batch norm, leaky ReLU 0.2. Decoder level: transposed
 * convolution 4×4 stride 2, batch norm, ReLU, concatenated with what the memory of the same level
 * read; the last one goes to the image through tanh.
 *
 * Source: DAAD (ICCV 2021), section "network"; widths, depths and kernels are choices.
 */
export function generator(scope: LayerScope, config: GeneratorConfig): Generator {
  const { levels, baseWidth } = config;
  const width = (level: number) => level < 0 ? config.channels : baseWidth * 2 ** level;
  const child = (name: string) => ({ ...scope, parameters: scope.parameters.child(name) });
  const sampling = { kernelSize: 4, stride: 2 };
  const range = Array.from({ length: levels }, (_, level) => level);

  const encoder = range.map((level) => ({
    conv: conv2d(child(`encoder.${level}.conv`), {
      ...sampling,
      inputChannels: width(level - 1),
      outputChannels: width(level),
      bias: false,
    }),
    norm: batchNorm(child(`encoder.${level}.norm`), width(level)),
  }));

  const memories = range.map((level) => {
    const passes = level === levels - 1 ? config.deepest : config.skips;
    if (passes !== "memory") return undefined;
    return blockMemory(child(`memory.${level}`), {
      shape: featureShape(config, level),
      division: config.division[level]!,
      items: config.items[level]!,
      temperature: config.temperature,
    });
  });

  const decoder = range.map((level) => {
    const joined = level < levels - 1 && config.skips !== "none";
    return {
      conv: convTranspose2d(child(`decoder.${level}.conv`), {
        ...sampling,
        inputChannels: width(level) * (joined ? 2 : 1),
        outputChannels: width(level - 1),
        bias: level === 0,
      }),
      norm: level === 0 ? undefined : batchNorm(child(`decoder.${level}.norm`), width(level - 1)),
    };
  });

  const encode = (images: tf.Tensor4D, mode: Mode): tf.Tensor4D[] => {
    const features: tf.Tensor4D[] = [];
    let x = images;
    for (const { conv, norm } of encoder) {
      x = leakyRelu(norm(conv(x), mode), LEAKY_SLOPE);
      features.push(x); // [b, S / 2^(level + 1), …, baseWidth · 2^level]
    }
    return features;
  };

  const reconstruct = (images: tf.Tensor4D, mode: Mode): tf.Tensor4D => {
    const carried = encode(images, mode).map((feature, level) =>
      memories[level]?.read(feature) ?? feature
    );
    let x = carried[levels - 1]!;
    for (let level = levels - 1; level >= 0; level--) {
      const { conv, norm } = decoder[level]!;
      x = conv(x);
      if (!norm) return tf.tanh(x);
      x = relu(norm(x, mode));
      if (config.skips !== "none") x = tf.concat([x, carried[level - 1]!], 3);
    }
    throw new RangeError("A generator has at least one level");
  };

  return { reconstruct, encode, memories };
}
