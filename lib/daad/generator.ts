/**
 * DAAD's generator: a U-Net whose skip connections pass through block-wise memories.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Mode } from "../nn/layers/batch_norm.ts";
import { childScope, type LayerScope } from "../nn/layers/layers.ts";
import { pyramidDecoder, pyramidEncoder } from "../nn/layers/pyramid.ts";
import { tanh } from "../nn/ops/activations.ts";
import { type BlockMemory, blockMemory } from "./block_memory.ts";
import { type DaadConfig, featureShape } from "./config.ts";

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
  /** Decodes an image from the maps that the levels carry, shallowest first. */
  decode(carried: readonly tf.Tensor4D[], mode: Mode): tf.Tensor4D;
  /** The memory of each level; `undefined` where the level has none. */
  readonly memories: readonly (BlockMemory | undefined)[];
}

/**
 * Builds the generator.
 *
 * Encoder level: convolution 4×4 stride 2, batch norm, leaky ReLU 0.2. Decoder level: transposed
 * convolution 4×4 stride 2, batch norm, ReLU, concatenated with what the memory of the same level
 * read; the last one ends in tanh and yields the image.
 *
 * Source: DAAD (ICCV 2021), section "network"; widths, depths and kernels are choices.
 */
export function generator(scope: LayerScope, config: GeneratorConfig): Generator {
  const { levels } = config;
  const encode = pyramidEncoder(scope, config);
  const memories = Array.from({ length: levels }, (_, level) => {
    const passes = level === levels - 1 ? config.deepest : config.skips;
    if (passes !== "memory") return undefined;
    return blockMemory(childScope(scope, `memory.${level}`), {
      shape: featureShape(config, level),
      division: config.division[level]!,
      items: config.items[level]!,
      temperature: config.temperature,
    });
  });

  const decoder = pyramidDecoder(scope, { ...config, joined: config.skips !== "none" });
  const decode: Generator["decode"] = (carried, mode) => tanh(decoder(carried, mode));

  const reconstruct = (images: tf.Tensor4D, mode: Mode): tf.Tensor4D => {
    const carried = encode(images, mode).map((feature, level) =>
      memories[level]?.read(feature) ?? feature
    );
    return decode(carried, mode);
  };

  return { reconstruct, encode, decode, memories };
}
