/**
 * AESc's network: an autoencoder whose skip connections are additions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer, Mode } from "../../nn/layers/batch_norm.ts";
import { convNorm } from "../../nn/layers/conv_norm.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import { toUnit } from "../../nn/losses/pixel_range.ts";
import { leakyRelu, sigmoid } from "../../nn/ops/activations.ts";
import type { AescConfig } from "./config.ts";
import { dropOut, type DropoutMasks } from "./dropout.ts";

/**
 * Slope of the leaky ReLU for negative values: Keras's default, as AESc was published with Keras.
 */
const LEAKY_SLOPE = 0.3;

/**
 * Rebuilds images `[b, h, w, c]` in [−1, 1] as values in [0, 1].
 *
 * @param masks Dropout masks; without them nothing is dropped.
 */
export type AescNetwork = (images: tf.Tensor4D, mode: Mode, masks?: DropoutMasks) => tf.Tensor4D;

/** The parts of the configuration that shape the network. */
export type AescShape = Pick<AescConfig, "channels" | "levels" | "baseWidth" | "skips">;

/**
 * Builds the network.
 *
 * Encoder level: convolution 5×5 stride 2, batch norm, leaky ReLU 0.3. Decoder level: nearest
 * upsampling, convolution 5×5, batch norm, leaky ReLU 0.3, plus the encoder's map of that resolution;
 * the last convolution goes to the image through a sigmoid and has no skip.
 *
 * Dropout acts after each level of the encoder, on what it passes down and across, and in the decoder
 * before the addition, at the rate of the level that is added.
 *
 * Source: Collin and De Vleeschouwer, ICPR 2020, and its published code.
 */
export function aescNetwork(scope: LayerScope, config: AescShape): AescNetwork {
  const { levels, baseWidth } = config;
  const width = (level: number) => level < 0 ? config.channels : baseWidth * 2 ** level;
  const block = (
    name: string,
    from: number,
    to: number,
    resampling: { readonly stride?: number; readonly upsample?: boolean },
  ): ModalLayer => {
    const sizes = {
      inputChannels: width(from),
      outputChannels: width(to),
      kernelSize: 5,
      ...resampling,
    };
    if (to < 0) return conv2d(childScope(scope, `${name}.conv`), sizes); // the image
    const layer = convNorm(childScope(scope, name), { ...sizes, bias: true });
    return (x, mode) => leakyRelu(layer(x, mode), LEAKY_SLOPE);
  };
  const range = Array.from({ length: levels }, (_, level) => level);
  const encoder = range.map((level) => block(`encoder.${level}`, level - 1, level, { stride: 2 }));
  const decoder = range.map((level) =>
    block(`decoder.${level}`, level, level - 1, { upsample: true })
  );

  return (images, mode, masks) => {
    const features: tf.Tensor4D[] = [];
    let x = toUnit(images);
    encoder.forEach((apply, level) => {
      x = dropOut(apply(x, mode), `encoder.${level}`, masks);
      features.push(x);
    });
    for (let level = levels - 1; level > 0; level--) {
      x = dropOut(decoder[level]!(x, mode), `decoder.${level - 1}`, masks);
      if (config.skips === "add") x = tf.add(x, features[level - 1]!);
    }
    return sigmoid(decoder[0]!(x, mode));
  };
}
