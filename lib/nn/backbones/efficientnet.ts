/**
 * EfficientNet: B4 and Lite0.
 *
 * Source: Tan and Le, "EfficientNet", ICML 2019, table 1; scaled in width by 1.4 and in depth by 1.8
 * for B4. Both as trained in TensorFlow: its padding, epsilon 1e-3.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { relu } from "../ops/activations.ts";
import { portNames } from "./efficientnet_names.ts";
import { type InputScale, TORCHVISION_SCALE } from "./input_scale.ts";
import {
  type Architecture,
  chain,
  type ConvolutionSpec,
  type LayerFactory,
  type Stage,
} from "./layer_factory.ts";

/** The differences between the variants. */
interface EfficientNetSize {
  readonly file: string;
  readonly input: InputScale;
  readonly stem: number;
  readonly widths: readonly number[];
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  readonly head: number;
  readonly activation: (x: tf.Tensor4D) => tf.Tensor4D;
  /** Whether a small network weights the channels by their means. */
  readonly squeezes: boolean;
}

/** Kernel, stride and expansion of the seven stages; the same in all variants. */
const STAGES = [
  { kernelSize: 3, stride: 1, expansion: 1 },
  { kernelSize: 3, stride: 2, expansion: 6 },
  { kernelSize: 5, stride: 2, expansion: 6 },
  { kernelSize: 3, stride: 2, expansion: 6 },
  { kernelSize: 5, stride: 1, expansion: 6 },
  { kernelSize: 5, stride: 2, expansion: 6 },
  { kernelSize: 3, stride: 1, expansion: 6 },
] as const;

/** Channels between the two layers of squeeze-and-excite, relative to the block's input. */
const SQUEEZE = 1 / 4;

const TENSORFLOW = { padding: "same", epsilon: 1e-3 } as const;

/** The input of EfficientNet-Lite: from 0 … 1 to −1 … 1. */
const HALVES: InputScale = { range: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], order: "RGB" };

/** EfficientNet-B4: swish, squeeze-and-excite. */
export const EFFICIENTNET_B4 = efficientNet({
  file: "efficientnet_b4.safetensors",
  input: TORCHVISION_SCALE,
  stem: 48,
  widths: [24, 32, 56, 112, 160, 272, 448],
  depths: [2, 4, 4, 6, 6, 8, 2],
  head: 1792,
  activation: swish,
  squeezes: true,
});

/** EfficientNet-Lite0: ReLU6, no squeeze-and-excite. */
export const EFFICIENTNET_LITE0 = efficientNet({
  file: "efficientnet-lite0.safetensors",
  input: HALVES,
  stem: 32,
  widths: [16, 24, 40, 80, 112, 192, 320],
  depths: [1, 2, 2, 3, 3, 4, 1],
  head: 1280,
  activation: (x) => tf.clipByValue(relu(x), 0, 6),
  squeezes: false,
});

/**
 * Without classifier: `stem`, `stage1` to `stage7` (the ends of the groups of blocks, which no
 * activation follows) and `head`. Tensors have timm's names, or those of the common PyTorch port.
 */
function efficientNet(size: EfficientNetSize): Architecture {
  return {
    file: size.file,
    input: size.input,
    unused: /^classifier\./,
    rename: portNames(size.depths),
    build: (layers) => build(layers, size),
  };
}

function* build(layers: LayerFactory, size: EfficientNetSize): Generator<Stage> {
  const { stem, widths, depths, head, activation } = size;
  const activated = (spec: ConvolutionSpec): ModalLayer => {
    const convolution = layers.convolution({ ...TENSORFLOW, ...spec });
    return (x, mode) => activation(convolution(x, mode));
  };
  const first = activated({
    name: "conv_stem",
    norm: "bn1",
    inputChannels: 3,
    outputChannels: stem,
    kernelSize: 3,
    stride: 2,
  });
  yield { name: "stem", channels: stem, stride: 2, apply: first };
  let [inputs, stride] = [stem, 2];
  for (const [i, { kernelSize, stride: step, expansion }] of STAGES.entries()) {
    const outputs = widths[i]!;
    const blocks: ModalLayer[] = [];
    for (let k = 0; k < depths[i]!; k++) {
      const own = { inputs, outputs, kernelSize, stride: k === 0 ? step : 1, expansion };
      blocks.push(block(layers, size, { ...own, name: `blocks.${i}.${k}` }));
      inputs = outputs;
    }
    stride *= step;
    yield { name: `stage${i + 1}`, channels: outputs, stride, apply: chain(...blocks) };
  }
  const last = activated({
    name: "conv_head",
    norm: "bn2",
    inputChannels: inputs,
    outputChannels: head,
    kernelSize: 1,
  });
  yield { name: "head", channels: head, stride, apply: last };
}

interface Block {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly expansion: number;
}

/** Expands the channels, filters each of them, weights and mixes them; adds x if the sizes agree. */
function block(
  layers: LayerFactory,
  { activation, squeezes }: EfficientNetSize,
  { name, inputs, outputs, kernelSize, stride, expansion }: Block,
): ModalLayer {
  const inner = inputs * expansion;
  const expands = expansion > 1;
  const mix = (part: string, norm: string, inputChannels: number, outputChannels: number) =>
    layers.convolution({
      ...TENSORFLOW,
      name: `${name}.${part}`,
      norm: `${name}.${norm}`,
      inputChannels,
      outputChannels,
      kernelSize: 1,
    });
  const expand = expands ? mix("conv_pw", "bn1", inputs, inner) : undefined;
  const filter = layers.convolution({
    ...TENSORFLOW,
    name: `${name}.conv_dw`,
    norm: `${name}.${expands ? "bn2" : "bn1"}`,
    inputChannels: inner,
    outputChannels: inner,
    kernelSize,
    stride,
    depthwise: true,
  });
  const weigh = squeezes
    ? squeezeExcite(layers, `${name}.se`, { channels: inner, squeezed: inputs * SQUEEZE })
    : undefined;
  const project = expands
    ? mix("conv_pwl", "bn3", inner, outputs)
    : mix("conv_pw", "bn2", inner, outputs);
  const residual = stride === 1 && inputs === outputs;
  return (x, mode) => {
    const expanded = expand ? activation(expand(x, mode)) : x;
    const filtered = activation(filter(expanded, mode));
    const y = project(weigh ? weigh(filtered, mode) : filtered, mode);
    return residual ? tf.add(y, x) : y;
  };
}

/** `x · sigmoid(expand(swish(reduce(mean of x over positions))))`, a weight for each channel. */
function squeezeExcite(
  layers: LayerFactory,
  name: string,
  { channels, squeezed }: { channels: number; squeezed: number },
): ModalLayer {
  const layer = (part: string, inputChannels: number, outputChannels: number) =>
    layers.convolution({ name: `${name}.${part}`, inputChannels, outputChannels, kernelSize: 1 });
  const reduce = layer("conv_reduce", channels, squeezed);
  const expand = layer("conv_expand", squeezed, channels);
  return (x, mode) => {
    const means: tf.Tensor4D = tf.mean(x, [1, 2], true); // [b, 1, 1, c]
    return tf.mul(x, tf.sigmoid(expand(swish(reduce(means, mode)), mode)));
  };
}

function swish(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(x, tf.sigmoid(x));
}
