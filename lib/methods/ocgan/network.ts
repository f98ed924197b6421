/**
 * OCGAN's networks, as in its re-implementation for 28 pixels.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, type ModalLayer, type Mode } from "../../nn/layers/batch_norm.ts";
import { convNorm } from "../../nn/layers/conv_norm.ts";
import { dense } from "../../nn/layers/dense.ts";
import { childScope, conv2d, type Layer, type LayerScope } from "../../nn/layers/layers.ts";
import { leakyRelu, relu, tanh } from "../../nn/ops/activations.ts";
import { maxPool2 } from "../../nn/ops/max_pool.ts";
import { upsample2 } from "../../nn/ops/upsample.ts";
import { type OcganConfig, ocganSizes } from "./config.ts";

/** Judges `[b, …]` by one logit each, `[b, 1]`; positive = looks real. */
export type Judge<T extends tf.Tensor> = (x: T, mode: Mode) => tf.Tensor2D;

/** The parts of the configuration that shape the autoencoder. */
export type AutoencoderShape = Pick<OcganConfig, "imageSize" | "channels" | "baseWidth">;

/** Widths of the latent discriminator's layers. */
const LATENT_WIDTHS = [128, 64, 32, 16];

/** Shape of a code `[size, size, baseWidth]`: 3×3×32 at 28 pixels. */
export function codeShape(
  { imageSize, baseWidth }: Pick<OcganConfig, "imageSize" | "baseWidth">,
): [size: number, size: number, channels: number] {
  const { code } = ocganSizes(imageSize)!;
  return [code, code, baseWidth];
}

/**
 * Builds the encoder: per level two convolutions 3×3 with tanh, batch norm, pooling; then two
 * convolutions without padding to the code in (−1, 1).
 */
export function ocganEncoder(scope: LayerScope, config: AutoencoderShape): ModalLayer {
  const { levels } = ocganSizes(config.imageSize)!;
  const blocks = Array.from(
    { length: levels },
    (_, level) => block(scope, config.baseWidth, level, config.channels),
  );
  const deepest = width(config.baseWidth, levels - 1);
  const first = tanhConv(childScope(scope, "code.first"), deepest, config.baseWidth);
  const second = tanhConv(childScope(scope, "code.second"), config.baseWidth, config.baseWidth);
  // A convolution without padding equals one with padding whose border is cut off.
  return (images, mode) => {
    const map = blocks.reduce(
      (x, { first, second, norm }) => maxPool2(norm(second(first(x)), mode)),
      images,
    ); // [b, S / 2^levels, …]
    return cut(second(cut(first(map))));
  };
}

/**
 * Builds the decoder: per level doubling, two convolutions 3×3 with tanh, batch norm; at 28 pixels
 * those of the last level grow the map. A last convolution with tanh yields the image: images are in
 * [−1, 1] here, not in [0, 1].
 */
export function ocganDecoder(scope: LayerScope, config: AutoencoderShape): ModalLayer {
  const { levels, grown } = ocganSizes(config.imageSize)!;
  const blocks = Array.from({ length: levels + 1 }, (_, level) => ({
    ...block(scope, config.baseWidth, level, config.baseWidth),
    border: level === levels ? grown / 4 : 0,
  }));
  const deepest = width(config.baseWidth, levels);
  const last = tanhConv(childScope(scope, "last"), deepest, config.channels);
  return (code, mode) =>
    last(blocks.reduce((x, { first, second, norm, border }) => {
      const grow = (x: tf.Tensor4D): tf.Tensor4D =>
        border === 0 ? x : tf.pad(x, [[0, 0], [border, border], [border, border], [0, 0]]);
      return norm(second(grow(first(grow(upsample2(x))))), mode);
    }, code));
}

/** Builds the latent discriminator: fully connected 128–64–32–16 with batch norm and ReLU, a logit. */
export function latentDiscriminator(
  scope: LayerScope,
  config: Pick<OcganConfig, "imageSize" | "baseWidth">,
): Judge<tf.Tensor4D> {
  const size = codeShape(config).reduce((n, d) => n * d);
  const layers = LATENT_WIDTHS.map((outputs, i) => ({
    outputs,
    apply: dense(childScope(scope, `${i}.dense`), {
      inputs: LATENT_WIDTHS[i - 1] ?? size,
      outputs,
      bias: false,
    }),
    norm: batchNorm(childScope(scope, `${i}.norm`), outputs),
  }));
  const toLogit = dense(childScope(scope, "logit"), { inputs: 16, outputs: 1 });
  return (codes, mode) =>
    toLogit(layers.reduce((x, { apply, norm, outputs }) => {
      const y = apply(x).reshape([-1, 1, 1, outputs]) as tf.Tensor4D;
      return relu(norm(y, mode)).reshape([-1, outputs]) as tf.Tensor2D;
    }, codes.reshape([-1, size]) as tf.Tensor2D));
}

/**
 * Builds a judge of images: convolutions 5×5 stride 2 of these widths with batch norm and leaky ReLU
 * 0.2, one more to patch logits, and their mean.
 */
export function imageJudge(
  scope: LayerScope,
  { channels, widths }: Pick<OcganConfig, "channels"> & { readonly widths: readonly number[] },
): Judge<tf.Tensor4D> {
  const sampling = { kernelSize: 5, stride: 2 };
  const layers = widths.map((outputChannels, i) =>
    convNorm(childScope(scope, String(i)), {
      ...sampling,
      inputChannels: widths[i - 1] ?? channels,
      outputChannels,
    })
  );
  const toLogits = conv2d(childScope(scope, "logit"), {
    ...sampling,
    inputChannels: widths.at(-1)!,
    outputChannels: 1,
  });
  return (images, mode) => {
    const map = layers.reduce((x, apply) => leakyRelu(apply(x, mode), 0.2), images);
    return tf.mean(toLogits(map), [1, 2]) as tf.Tensor2D;
  };
}

/** Channels of a level's maps. */
function width(baseWidth: number, level: number): number {
  return baseWidth * (level === 0 ? 1 : 2);
}

/** The layers of a level; `inputs` are the channels that the first level takes. */
function block(scope: LayerScope, baseWidth: number, level: number, inputs: number) {
  const at = childScope(scope, String(level));
  const [from, to] = [level === 0 ? inputs : width(baseWidth, level - 1), width(baseWidth, level)];
  return {
    first: tanhConv(childScope(at, "first"), from, to),
    second: tanhConv(childScope(at, "second"), to, to),
    norm: batchNorm(childScope(at, "norm"), to),
  };
}

function tanhConv(scope: LayerScope, inputChannels: number, outputChannels: number): Layer {
  const conv = conv2d(scope, { inputChannels, outputChannels, kernelSize: 3 });
  return (x) => tanh(conv(x));
}

/** Cuts off the map's border of one pixel. */
function cut(x: tf.Tensor4D): tf.Tensor4D {
  const [b, h, w, c] = x.shape;
  return tf.slice(x, [0, 1, 1, 0], [b, h - 2, w - 2, c]);
}
