/**
 * SqueezeNet 1.1.
 *
 * Source: Iandola et al., "SqueezeNet", arXiv 1602.07360, and its version 1.1.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { relu } from "../ops/activations.ts";
import { TORCHVISION_SCALE } from "./input_scale.ts";
import { type Architecture, chain, type LayerFactory } from "./layer_factory.ts";
import { maxPool3 } from "./pooling.ts";

/** Index among `features`, channels of the squeezed map, channels of each half of the output. */
const FIRES = [
  [3, 16, 64],
  [4, 16, 64],
  [6, 32, 128],
  [7, 32, 128],
  [9, 48, 192],
  [10, 48, 192],
  [11, 64, 256],
  [12, 64, 256],
] as const;

/** Convolutions in a fire module, in the order in which files count them. */
const PARTS = ["squeeze", "expand1x1", "expand3x3"];

/**
 * SqueezeNet 1.1 without its classifier: `stem` is the first convolution, `stage1` to `stage4` are
 * pairs of fire modules (fire 3, 5, 7 and 9), all after their ReLU. Tensors have torchvision's names,
 * or those of the ONNX model zoo.
 */
export const SQUEEZENET1_1: Architecture = {
  file: "squeezenet1.1.safetensors",
  input: TORCHVISION_SCALE,
  unused: /^classifier\./,
  rename,
  build: function* (layers) {
    const pool: ModalLayer = (x) => maxPool3(x, 0);
    const pair = (i: number) => chain(fire(layers, i), fire(layers, i + 1));
    yield { name: "stem", channels: 64, stride: 2, apply: stem(layers) };
    yield { name: "stage1", channels: 128, stride: 4, apply: chain(pool, pair(0)) };
    yield { name: "stage2", channels: 256, stride: 8, apply: chain(pool, pair(2)) };
    yield { name: "stage3", channels: 384, stride: 16, apply: chain(pool, pair(4)) };
    yield { name: "stage4", channels: 512, stride: 16, apply: pair(6) };
  },
};

function stem(layers: LayerFactory): ModalLayer {
  const convolution = layers.convolution({
    name: "features.0",
    inputChannels: 3,
    outputChannels: 64,
    kernelSize: 3,
    stride: 2,
    padding: "none",
  });
  return (x, mode) => relu(convolution(x, mode));
}

/** Squeezes the channels, then expands them by 1×1 and by 3×3, side by side. */
function fire(layers: LayerFactory, i: number): ModalLayer {
  const [index, squeezed, expanded] = FIRES[i]!;
  const convolution = (
    part: string,
    inputChannels: number,
    outputChannels: number,
    kernelSize: number,
  ) =>
    layers.convolution({
      name: `features.${index}.${part}`,
      inputChannels,
      outputChannels,
      kernelSize,
    });
  const squeeze = convolution("squeeze", i === 0 ? 64 : 2 * FIRES[i - 1]![2], squeezed, 1);
  const small = convolution("expand1x1", squeezed, expanded, 1);
  const large = convolution("expand3x3", squeezed, expanded, 3);
  return (x, mode) => {
    const y = relu(squeeze(x, mode));
    return tf.concat([relu(small(y, mode)), relu(large(y, mode))], 3);
  };
}

/** `squeezenet0_conv5_bias` → `features.4.expand1x1.bias`. */
function rename(name: string): string {
  const [, number, part] = /^squeezenet0_conv(\d+)_(weight|bias)$/.exec(name) ?? [];
  if (number === undefined) return name;
  const n = Number(number);
  if (n === 0) return `features.0.${part}`;
  const fire = FIRES[Math.floor((n - 1) / PARTS.length)];
  return fire
    ? `features.${fire[0]}.${PARTS[(n - 1) % PARTS.length]}.${part}`
    : `classifier.1.${part}`;
}
