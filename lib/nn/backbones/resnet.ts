/**
 * ResNet: 18, 50, and Wide-ResNet-50-2.
 *
 * Sources: He et al., "Deep Residual Learning", CVPR 2016, table 1, with the stride of a bottleneck
 * in its 3×3 convolution as in torchvision; Zagoruyko and Komodakis, "Wide Residual Networks", 2016.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { relu } from "../activations.ts";
import type { ModalLayer } from "../batch_norm.ts";
import {
  type Architecture,
  chain,
  type ConvolutionSpec,
  type LayerFactory,
  type Stage,
} from "./layer_factory.ts";
import { maxPool3 } from "./pooling.ts";

/** What tells the variants apart. */
interface ResNetSize {
  readonly block: "basic" | "bottleneck";
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Channels inside a block relative to 64, 128, 256, 512. */
  readonly width: number;
}

/** What tells the uses apart. */
export interface ResNetStem {
  /** Stride of the first convolution: 2, or 1 for images so small that halving leaves too little. */
  readonly stride: 1 | 2;
  /** Whether max pooling halves once more in front of `stage1`. */
  readonly pool: boolean;
}

const IMAGENET: ResNetStem = { stride: 2, pool: true };

/** Channels of a block's input that leave it, relative to those inside: a bottleneck has more. */
const EXPANSION = { basic: 1, bottleneck: 4 };

/** ResNet-18. */
export const RESNET18 = resNet("resnet18.safetensors", {
  block: "basic",
  depths: [2, 2, 2, 2],
  width: 1,
});

/** ResNet-50. */
export const RESNET50 = resNet("resnet50.safetensors", {
  block: "bottleneck",
  depths: [3, 4, 6, 3],
  width: 1,
});

/** Wide-ResNet-50-2: twice the channels inside the bottlenecks. */
export const WIDE_RESNET50_2 = resNet("wide_resnet50_2.safetensors", {
  block: "bottleneck",
  depths: [3, 4, 6, 3],
  width: 2,
});

/**
 * Without classifier: `stem` before pooling and `stage1` to `stage4`, all after their ReLU. Tensors
 * have torchvision's names, which are also timm's.
 */
function resNet(file: string, size: ResNetSize): Architecture {
  return { file, unused: /^fc\./, build: (layers) => buildResNet(layers, size, IMAGENET) };
}

/** ResNet-18 with another stem; the tensors are the same. */
export function buildResNet18(layers: LayerFactory, stem: ResNetStem): Iterable<Stage> {
  return buildResNet(layers, { block: "basic", depths: [2, 2, 2, 2], width: 1 }, stem);
}

function* buildResNet(
  layers: LayerFactory,
  size: ResNetSize,
  stem: ResNetStem,
): Generator<Stage> {
  const first = layers.convolution({
    name: "conv1",
    norm: "bn1",
    inputChannels: 3,
    outputChannels: 64,
    kernelSize: 7,
    stride: stem.stride,
  });
  yield {
    name: "stem",
    channels: 64,
    stride: stem.stride,
    apply: (x, mode) => relu(first(x, mode)),
  };
  let [channels, stride] = [64, stem.stride * (stem.pool ? 2 : 1)];
  for (const [i, depth] of size.depths.entries()) {
    const blocks: ModalLayer[] = i === 0 && stem.pool ? [(x) => maxPool3(x, 1)] : [];
    if (i > 0) stride *= 2;
    for (let k = 0; k < depth; k++) {
      const [name, width] = [`layer${i + 1}.${k}`, 64 * 2 ** i];
      blocks.push(block(layers, size, { name, channels, width, stride: i > 0 && k === 0 ? 2 : 1 }));
      channels = width * EXPANSION[size.block];
    }
    yield { name: `stage${i + 1}`, channels, stride, apply: chain(...blocks) };
  }
}

interface Block {
  readonly name: string;
  /** Of the input. */
  readonly channels: number;
  /** Of the stage, before any expansion. */
  readonly width: number;
  readonly stride: number;
}

/** `relu(x + f(x))`, with x convolved to the new size where it changes. */
function block(
  layers: LayerFactory,
  { block, width: factor }: ResNetSize,
  { name, channels, width, stride }: Block,
): ModalLayer {
  const outputs = width * EXPANSION[block];
  const inner = width * factor;
  const convolution = (
    i: number,
    sizes: Pick<ConvolutionSpec, "inputChannels" | "outputChannels" | "kernelSize" | "stride">,
  ) => layers.convolution({ name: `${name}.conv${i}`, norm: `${name}.bn${i}`, ...sizes });
  const parts = block === "basic"
    ? [
      convolution(1, { inputChannels: channels, outputChannels: inner, kernelSize: 3, stride }),
      convolution(2, { inputChannels: inner, outputChannels: outputs, kernelSize: 3 }),
    ]
    : [
      convolution(1, { inputChannels: channels, outputChannels: inner, kernelSize: 1 }),
      convolution(2, { inputChannels: inner, outputChannels: inner, kernelSize: 3, stride }),
      convolution(3, { inputChannels: inner, outputChannels: outputs, kernelSize: 1 }),
    ];
  const shortcut = stride === 1 && channels === outputs ? undefined : layers.convolution({
    name: `${name}.downsample.0`,
    norm: `${name}.downsample.1`,
    inputChannels: channels,
    outputChannels: outputs,
    kernelSize: 1,
    stride,
  });
  return (x, mode) => {
    const y = parts.reduce((y, part, i) => part(i === 0 ? y : relu(y), mode), x);
    return relu(tf.add(y, shortcut ? shortcut(x, mode) : x));
  };
}
