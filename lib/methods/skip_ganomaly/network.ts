/**
 * Skip-GANomaly's networks.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, type ModalLayer, type Mode } from "../../nn/layers/batch_norm.ts";
import { halvingEncoder } from "../../nn/layers/dcgan.ts";
import { childScope, conv2d, convTranspose2d, type LayerScope } from "../../nn/layers/layers.ts";
import { leakyRelu, relu, tanh } from "../../nn/ops/activations.ts";
import type { SkipGanomalyConfig } from "./config.ts";

const LEAKY_SLOPE = 0.2;
/** Widths double from level to level, up to this multiple of the first. */
const WIDEST = 8;

/** The parts of the configuration that shape the networks. */
export type SkipGanomalyShape = Pick<
  SkipGanomalyConfig,
  "imageSize" | "channels" | "levels" | "baseWidth" | "features"
>;

/** Judges images: returns the feature f, `[b, features]`, and the logit `[b, 1]`. */
export type SkipGanomalyDiscriminator = (
  images: tf.Tensor4D,
  mode: Mode,
) => { readonly features: tf.Tensor2D; readonly logits: tf.Tensor };

/**
 * Builds the generator, a U-Net with plain skip connections.
 *
 * Down: convolution 4×4 stride 2, batch norm (neither on the first nor on the innermost map), leaky
 * ReLU 0.2 before each but the first. Up: ReLU, transposed convolution 4×4 stride 2, batch norm,
 * concatenated with the map of the same size; the last one has a bias and goes through tanh.
 *
 * Source: Akçay et al., IJCNN 2019, figure 2, and the official code.
 */
export function skipGanomalyGenerator(scope: LayerScope, config: SkipGanomalyShape): ModalLayer {
  const { levels, baseWidth, channels } = config;
  const width = (level: number) => level < 0 ? channels : baseWidth * Math.min(2 ** level, WIDEST);
  const sampling = { kernelSize: 4, stride: 2 };
  const range = Array.from({ length: levels }, (_, level) => level);
  const down = range.map((level) => ({
    conv: conv2d(childScope(scope, `down.${level}.conv`), {
      ...sampling,
      inputChannels: width(level - 1),
      outputChannels: width(level),
      bias: false,
    }),
    norm: level > 0 && level < levels - 1
      ? batchNorm(childScope(scope, `down.${level}.norm`), width(level))
      : undefined,
  }));
  const up = range.map((level) => ({
    conv: convTranspose2d(childScope(scope, `up.${level}.conv`), {
      ...sampling,
      inputChannels: width(level) * (level < levels - 1 ? 2 : 1),
      outputChannels: width(level - 1),
      bias: level === 0,
    }),
    norm: level > 0
      ? batchNorm(childScope(scope, `up.${level}.norm`), width(level - 1))
      : undefined,
  }));
  return (images, mode) => {
    const maps: tf.Tensor4D[] = [];
    let x = images;
    for (const { conv, norm } of down) {
      x = conv(maps.length > 0 ? leakyRelu(x, LEAKY_SLOPE) : x);
      if (norm) x = norm(x, mode);
      maps.push(x); // [b, S / 2^(level + 1), …]
    }
    for (let level = levels - 1; level > 0; level--) {
      const { conv, norm } = up[level]!;
      x = tf.concat([norm!(conv(relu(x)), mode), maps[level - 1]!], 3);
    }
    return tanh(up[0]!.conv(relu(x)));
  };
}

/**
 * Builds the discriminator: convolutions 4×4 stride 2 down to 4×4 (7×7 at 28 pixels), one over the
 * whole map to f, and a 3×3 convolution of that 1×1 map to the logit, of which only the centre has an
 * effect.
 *
 * Source: the official code.
 */
export function skipGanomalyDiscriminator(
  scope: LayerScope,
  config: SkipGanomalyShape,
): SkipGanomalyDiscriminator {
  const toFeatures = halvingEncoder(scope, {
    ...config,
    kernelSize: 4,
    bias: false,
    outputs: config.features,
    last: "features",
  });
  const toLogit = conv2d(childScope(scope, "logit"), {
    inputChannels: config.features,
    outputChannels: 1,
    kernelSize: 3,
    bias: false,
  });
  return (images, mode) => {
    const features = toFeatures(images, mode).outputs;
    const map = features.reshape([-1, 1, 1, config.features]) as tf.Tensor4D;
    return { features, logits: toLogit(map) };
  };
}
