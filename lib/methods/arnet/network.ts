/**
 * ARNet's network: a U-Net with pairs of convolutions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer, Mode } from "../../nn/layers/batch_norm.ts";
import { convNorm } from "../../nn/layers/conv_norm.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import { relu, sigmoid, tanh } from "../../nn/ops/activations.ts";
import { maxPool2 } from "../../nn/ops/max_pool.ts";
import { upsampleBilinear2 } from "../../nn/ops/upsample_bilinear.ts";
import type { ArnetConfig } from "./config.ts";

/** Channels double from level to level, up to this multiple of the first. */
const WIDEST = 8;

/** The parts of the configuration that shape the network. */
export type ArnetShape = Pick<
  ArnetConfig,
  "channels" | "graying" | "levels" | "baseWidth" | "output"
>;

/** Restores images `[b, h, w, c]` from erased ones `[b, h, w, 1 or c]`, both in [0, 1]. */
export type ArnetNetwork = (erased: tf.Tensor4D, mode: Mode) => tf.Tensor4D;

/**
 * Builds the network.
 *
 * Each stage is two convolutions 3×3 with batch norm and ReLU. Max pooling between stages on the way
 * down; on the way up bilinear doubling with aligned corners, concatenated behind the map of the same
 * size. Widths at a base of 64: 64, 128, 256, 512, 512 down and 256, 128, 64, 64 up. A convolution
 * 3×3 without bias gives the image.
 *
 * Where pooling drops a row of an odd size (28 pixels: 28, 14, 7, 3, 1), the doubled map lacks it and
 * is padded with zeros.
 */
export function arnetNetwork(scope: LayerScope, shape: ArnetShape): ArnetNetwork {
  const { channels, graying, levels, baseWidth, output } = shape;
  const width = (level: number) => baseWidth * Math.min(2 ** Math.min(level, levels - 1), WIDEST);
  const down = Array.from({ length: levels + 1 }, (_, level) =>
    stage(
      childScope(scope, `down.${level}`),
      level === 0 ? (graying ? 1 : channels) : width(level - 1),
      width(level),
    ));
  const up = Array.from({ length: levels }, (_, i) => {
    const level = levels - 1 - i;
    return stage(
      childScope(scope, `up.${level}`),
      2 * width(level),
      level === 0 ? width(0) : width(level - 1),
    );
  });
  const image = conv2d(childScope(scope, "image"), {
    inputChannels: width(0),
    outputChannels: channels,
    kernelSize: 3,
    bias: false,
  });
  return (erased, mode) => {
    const maps: tf.Tensor4D[] = [];
    for (const apply of down) {
      const above = maps.at(-1);
      maps.push(apply(above ? maxPool2(above) : erased, mode)); // [b, S / 2^level, …, width(level)]
    }
    let x = maps.pop()!;
    for (const apply of up) {
      const across = maps.pop()!;
      const [, h, w] = across.shape;
      x = apply(tf.concat([across, fillUp(upsampleBilinear2(x), h, w)], 3), mode);
    }
    const values = image(x);
    return output === "tanh" ? tanh(values) : sigmoid(values);
  };
}

/** Two convolutions 3×3, each with batch norm and ReLU. */
function stage(scope: LayerScope, inputs: number, outputs: number): ModalLayer {
  const layers = [inputs, outputs].map((inputChannels, i) =>
    convNorm(childScope(scope, String(i)), {
      inputChannels,
      outputChannels: outputs,
      kernelSize: 3,
    })
  );
  return (x, mode) => layers.reduce((y, apply) => relu(apply(y, mode)), x);
}

/**
 * Pads a map to the given size with zeros; where they cannot be even, bottom and right get one more.
 */
function fillUp(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [missingY, missingX] = [height - x.shape[1], width - x.shape[2]];
  if (missingY === 0 && missingX === 0) return x;
  const around = (missing: number): [number, number] => [
    Math.floor(missing / 2),
    Math.ceil(missing / 2),
  ];
  return tf.pad(x, [[0, 0], around(missingY), around(missingX), [0, 0]]);
}
