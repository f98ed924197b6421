/**
 * The blocks that DCGAN's descendants share: halving convolutions down to a small map, and back.
 *
 * Source: Radford, Metz, Chintala, ICLR 2016.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import { leakyRelu, relu, tanh } from "../ops/activations.ts";
import type { Parameters } from "../variables/parameters.ts";
import { batchNorm, type ModalLayer, type Mode } from "./batch_norm.ts";
import { dense } from "./dense.ts";
import { childScope, conv2d, convTranspose2d, type LayerScope } from "./layers.ts";

/** Slope of the leaky ReLU for negative values. */
const LEAKY_SLOPE = 0.2;
/** Standard deviation of initial kernels, and of the scales of batch norm around 1. */
const DEVIATION = 0.02;

/** Options of both directions. */
export interface DcganOptions {
  /** Height and width of the image in pixels. */
  readonly imageSize: number;
  readonly channels: number;
  /** Channels of the map next to the image; each halving doubles them. */
  readonly baseWidth: number;
  /** Height and width of the kernels. */
  readonly kernelSize: number;
  /** Whether convolutions have a bias. */
  readonly bias: boolean;
}

/** How often an image is halved and the size that remains, from {@linkcode halvings}. */
export interface Halvings {
  readonly levels: number;
  /** Height and width of the last map. */
  readonly size: number;
}

/**
 * Halves as long as the size is even and above 4: 32, 128 and 256 pixels end at 4, 28 at 7.
 *
 * @example
 * ```ts
 * import { halvings } from "./dcgan.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(halvings(28), { levels: 2, size: 7 });
 * ```
 */
export function halvings(imageSize: number): Halvings {
  let [levels, size] = [0, imageSize];
  while (size > 4 && size % 2 === 0) [levels, size] = [levels + 1, size / 2];
  return { levels, size };
}

/** Channels of the last map. */
export function deepestWidth(
  { imageSize, baseWidth }: Pick<DcganOptions, "imageSize" | "baseWidth">,
): number {
  return baseWidth * 2 ** (halvings(imageSize).levels - 1);
}

/**
 * Convolutions of stride 2 from the image to the last map, each with batch norm (except the first)
 * and leaky ReLU 0.2.
 *
 * @returns `[b, h, w, c]` → `[b, size, size, deepestWidth]`.
 */
export function halvingTrunk(scope: LayerScope, options: DcganOptions): ModalLayer {
  const { levels } = halvings(options.imageSize);
  const layers = Array.from({ length: levels }, (_, level) => {
    const at = childScope(scope, String(level));
    const outputChannels = options.baseWidth * 2 ** level;
    return {
      conv: conv2d(childScope(at, "conv"), {
        ...options,
        inputChannels: level === 0 ? options.channels : outputChannels / 2,
        outputChannels,
        stride: 2,
      }),
      norm: level > 0 ? batchNorm(childScope(at, "norm"), outputChannels) : undefined,
    };
  });
  return (images, mode) =>
    layers.reduce((x, { conv, norm }) => {
      const y = conv(x); // [b, S / 2^(level + 1), …, baseWidth · 2^level]
      return leakyRelu(norm ? norm(y, mode) : y, LEAKY_SLOPE);
    }, images);
}

/** Maps images to the last map and to what a fully connected layer computes from it, `[b, n]`. */
export type HalvingEncoder = (
  images: tf.Tensor4D,
  mode: Mode,
) => { readonly features: tf.Tensor4D; readonly outputs: tf.Tensor2D };

/**
 * {@linkcode halvingTrunk} and a fully connected layer over the whole last map.
 *
 * @param options.outputs n.
 * @param options.last Name of the fully connected layer. Default `last`.
 */
export function halvingEncoder(
  scope: LayerScope,
  { outputs, last = "last", ...options }: DcganOptions & {
    readonly outputs: number;
    readonly last?: string;
  },
): HalvingEncoder {
  const trunk = halvingTrunk(scope, options);
  const inputs = halvings(options.imageSize).size ** 2 * deepestWidth(options);
  const connected = dense(childScope(scope, last), { inputs, outputs, bias: options.bias });
  return (images, mode) => {
    const features = trunk(images, mode); // [b, 4, 4, 8 · baseWidth] at 64 pixels
    return { features, outputs: connected(features.reshape([-1, inputs]) as tf.Tensor2D) };
  };
}

/** Judges images: returns the map f before the logit, and the logit `[b, 1]`. */
export type DcganDiscriminator = (
  images: tf.Tensor4D,
  mode: Mode,
) => { readonly features: tf.Tensor4D; readonly logits: tf.Tensor2D };

/** A {@linkcode halvingEncoder} whose one output is the logit. */
export function dcganDiscriminator(scope: LayerScope, options: DcganOptions): DcganDiscriminator {
  const encode = halvingEncoder(scope, { ...options, outputs: 1 });
  return (images, mode) => {
    const { features, outputs } = encode(images, mode);
    return { features, logits: outputs };
  };
}

/** Makes images `[b, h, w, c]` in [−1, 1] from latent vectors `[b, n]`. */
export type LatentDecoder = (z: tf.Tensor2D, mode: Mode) => tf.Tensor4D;

/**
 * A fully connected layer to the smallest map, then transposed convolutions of stride 2 to the image;
 * batch norm and ReLU between, tanh at the end.
 *
 * @param options.latent Length of a latent vector.
 * @param options.normalize Whether the first batch norm has one scale for each channel of the map, or
 * for each of its values (as in Keras between a dense layer and the reshape).
 */
export function doublingTrunk(
  scope: LayerScope,
  { latent, normalize, ...options }: DcganOptions & {
    readonly latent: number;
    readonly normalize: "channels" | "values";
  },
): LatentDecoder {
  const { levels, size } = halvings(options.imageSize);
  const width = deepestWidth(options);
  const values = size * size * width;
  const project = dense(childScope(scope, "project"), {
    inputs: latent,
    outputs: values,
    bias: options.bias,
  });
  const norm = batchNorm(childScope(scope, "norm"), normalize === "values" ? values : width);
  const layers = Array.from({ length: levels }, (_, i) => {
    const level = levels - 1 - i;
    const at = childScope(scope, String(level));
    const inputChannels = options.baseWidth * 2 ** level;
    const outputChannels = level === 0 ? options.channels : inputChannels / 2;
    return {
      conv: convTranspose2d(childScope(at, "conv"), {
        ...options,
        inputChannels,
        outputChannels,
        stride: 2,
      }),
      norm: level === 0 ? undefined : batchNorm(childScope(at, "norm"), outputChannels),
    };
  });
  return (z, mode) => {
    const projected = project(z); // [b, size · size · width]
    const shape: [number, number, number, number] = normalize === "values"
      ? [-1, 1, 1, values]
      : [-1, size, size, width];
    const first = relu(norm(projected.reshape(shape) as tf.Tensor4D, mode));
    return layers.reduce((x, { conv, norm }) => {
      const y = conv(x); // [b, S / 2^level, …]
      return norm ? relu(norm(y, mode)) : tanh(y);
    }, first.reshape([-1, size, size, width]) as tf.Tensor4D);
  };
}

/**
 * DCGAN's initial values, in place: kernels from N(0, 0.02²), scales of batch norm from
 * N(1, 0.02²), shifts and biases 0. Running statistics stay as they are.
 *
 * @param random One draw per value, in the order in which the variables were made.
 */
export function initializeDcgan(parameters: Parameters, random: Random): void {
  for (const name of parameters.names()) {
    const kind = name.slice(name.lastIndexOf(".") + 1);
    const variable = parameters.get(name);
    if (!variable.trainable) continue;
    const centre = kind === "gamma" ? 1 : 0;
    const deviation = kind === "kernel" || kind === "gamma" ? DEVIATION : 0;
    const values = Float32Array.from(
      { length: variable.size },
      () => deviation === 0 ? 0 : centre + deviation * random.normal(),
    );
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}
