/**
 * Encoder and decoder of 4×4 convolutions that halve and double the resolution level by level.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { leakyRelu, relu } from "../ops/activations.ts";
import { batchNorm, type Mode } from "./batch_norm.ts";
import { convNorm } from "./conv_norm.ts";
import { childScope, convTranspose2d, type LayerScope } from "./layers.ts";

/** Slope of the leaky ReLU for negative values, as in DCGAN. */
const LEAKY_SLOPE = 0.2;

const SAMPLING = { kernelSize: 4, stride: 2 };

/** Size of both halves. */
export interface PyramidOptions {
  /** Channels of the image. */
  readonly channels: number;
  /** Levels that halve the resolution. */
  readonly levels: number;
  /** Channels of the shallowest level; each deeper level has twice as many. */
  readonly baseWidth: number;
}

/** Feature maps of images `[b, h, w, c]`, shallowest first. */
export type PyramidEncoder = (images: tf.Tensor4D, mode: Mode) => tf.Tensor4D[];

/**
 * Builds the encoder: on each level a 4×4 convolution of stride 2, batch norm, leaky ReLU 0.2.
 *
 * Variables: `encoder.L.conv`, `encoder.L.norm`.
 *
 * @returns Level L returns `[b, h / 2^(L + 1), w / 2^(L + 1), baseWidth · 2^L]`.
 */
export function pyramidEncoder(scope: LayerScope, options: PyramidOptions): PyramidEncoder {
  const levels = range(options.levels).map((level) =>
    convNorm(childScope(scope, `encoder.${level}`), {
      ...SAMPLING,
      inputChannels: width(options, level - 1),
      outputChannels: width(options, level),
    })
  );
  return (images, mode) => {
    const features: tf.Tensor4D[] = [];
    let x = images;
    for (const apply of levels) {
      x = leakyRelu(apply(x, mode), LEAKY_SLOPE);
      features.push(x);
    }
    return features;
  };
}

/** From feature maps, shallowest first, to values of the image before any nonlinearity. */
export type PyramidDecoder = (features: readonly tf.Tensor4D[], mode: Mode) => tf.Tensor4D;

/**
 * Builds the decoder: on each level a transposed 4×4 convolution of stride 2, batch norm, ReLU; the
 * last one has neither norm nor ReLU.
 *
 * Variables: `decoder.L.conv`, `decoder.L.norm`.
 *
 * @param options.joined Whether the feature maps above the deepest are concatenated to what comes
 * from below; otherwise only the deepest is read.
 */
export function pyramidDecoder(
  scope: LayerScope,
  options: PyramidOptions & { readonly joined: boolean },
): PyramidDecoder {
  const deepest = options.levels - 1;
  const levels = range(options.levels).map((level) => ({
    conv: convTranspose2d(childScope(scope, `decoder.${level}.conv`), {
      ...SAMPLING,
      inputChannels: width(options, level) * (level < deepest && options.joined ? 2 : 1),
      outputChannels: width(options, level - 1),
      bias: level === 0,
    }),
    norm: level === 0
      ? undefined
      : batchNorm(childScope(scope, `decoder.${level}.norm`), width(options, level - 1)),
  }));
  return (features, mode) => {
    let x = features[deepest]!;
    for (let level = deepest; level >= 0; level--) {
      const { conv, norm } = levels[level]!;
      x = conv(x);
      if (!norm) return x;
      x = relu(norm(x, mode));
      if (options.joined) x = tf.concat([x, features[level - 1]!], 3);
    }
    throw new RangeError("A pyramid has at least one level");
  };
}

function width({ channels, baseWidth }: PyramidOptions, level: number): number {
  return level < 0 ? channels : baseWidth * 2 ** level;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
