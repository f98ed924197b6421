/**
 * ResNet: 18, 50, and Wide-ResNet-50-2.
 *
 * Sources: He et al., "Deep Residual Learning", CVPR 2016, table 1, with the stride of a bottleneck
 * in its 3×3 convolution as in torchvision, or in its first 1×1 as published; Zagoruyko and
 * Komodakis, "Wide Residual Networks", 2016.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { relu } from "../ops/activations.ts";
import { type InputScale, TORCHVISION_SCALE } from "./input_scale.ts";
import {
  type Architecture,
  chain,
  type ConvolutionSpec,
  type LayerFactory,
  type Stage,
} from "./layer_factory.ts";
import { maxPool3 } from "./pooling.ts";

/** The differences between the variants. */
interface ResNetSize {
  readonly block: "basic" | "bottleneck";
  /** Blocks of each existing stage. */
  readonly depths: readonly number[];
  /** Channels inside a block relative to 64, 128, 256, 512. */
  readonly width: number;
  /** Number of the convolution that has a bottleneck's stride. Default 2. */
  readonly strideIn?: 1 | 2;
  /** Whether the file has batch norms folded into the convolutions in front of them. Default false. */
  readonly folded?: boolean;
  /** Whether the first convolution has a bias beside its batch norm. Default false. */
  readonly stemBias?: boolean;
  /** Of the max pooling, see {@linkcode maxPool3}. Default 1. */
  readonly poolMargin?: 0 | 1;
}

/** The differences between the uses. */
export interface ResNetStem {
  /** Stride of the first convolution: 2, or 1 for images so small that halving leaves too little. */
  readonly stride: 1 | 2;
  /** Whether max pooling halves once more in front of `stage1`. */
  readonly pool: boolean;
}

const IMAGENET: ResNetStem = { stride: 2, pool: true };

/** Channels that leave a block, relative to those inside: a bottleneck has more. */
const EXPANSION = { basic: 1, bottleneck: 4 };

const SIZES = {
  resnet18: { block: "basic", depths: [2, 2, 2, 2], width: 1 },
  resnet18_layers1_3: { block: "basic", depths: [2, 2, 2], width: 1, folded: true },
  resnet50: { block: "bottleneck", depths: [3, 4, 6, 3], width: 1 },
  resnet50_caffe: {
    ...{ block: "bottleneck", depths: [3, 4, 6], width: 1 },
    ...{ strideIn: 1, stemBias: true, poolMargin: 0 },
  },
  wide_resnet50_2: { block: "bottleneck", depths: [3, 4, 6, 3], width: 2 },
} as const satisfies Record<string, ResNetSize>;

/** ResNet-18. */
export const RESNET18 = resNet("resnet18.safetensors", SIZES.resnet18);

/**
 * ResNet-18 to `stage3`, with batch norm folded into the convolutions: when they are trained, the
 * layers have biases and no norm.
 */
export const RESNET18_LAYERS1_3 = resNet(
  "resnet18-torchvision-bnfolded-layers123.safetensors",
  SIZES.resnet18_layers1_3,
);

/** ResNet-50. */
export const RESNET50 = resNet("resnet50.safetensors", SIZES.resnet50);

/** The authors' own weights take pixels of 0 … 255 minus their mean. */
const WITHOUT_MEAN: InputScale = {
  range: 255,
  mean: [123.152, 115.903, 103.063],
  std: [1, 1, 1],
  order: "RGB",
};

/**
 * ResNet-50 to `stage3` as its authors trained it: the stride of a bottleneck is in its first
 * convolution, max pooling adds nothing around the image.
 */
export const RESNET50_CAFFE = resNet(
  "resnet50-caffe-layers123.safetensors",
  SIZES.resnet50_caffe,
  WITHOUT_MEAN,
);

/** Wide-ResNet-50-2: twice the channels inside the bottlenecks. */
export const WIDE_RESNET50_2 = resNet("wide_resnet50_2.safetensors", SIZES.wide_resnet50_2);

/**
 * Without classifier: `stem` before pooling and `stage1` to `stage4`, all after their ReLU. Tensors
 * have torchvision's names, which are also timm's.
 */
function resNet(file: string, size: ResNetSize, input = TORCHVISION_SCALE): Architecture {
  return { file, input, unused: /^fc\./, build: (layers) => buildResNet(layers, size, IMAGENET) };
}

/** ResNet-18, whole or to `stage3`, with another stem; the tensors are the same. */
export function buildResNet18(
  id: "resnet18" | "resnet18_layers1_3",
  layers: LayerFactory,
  stem: ResNetStem,
): Iterable<Stage> {
  return buildResNet(layers, SIZES[id], stem);
}

/** A convolution with its batch norm, or with the bias that it was folded into. */
type NormedConvolution = (
  name: string,
  norm: string,
  sizes: Pick<
    ConvolutionSpec,
    "inputChannels" | "outputChannels" | "kernelSize" | "stride" | "bias"
  >,
) => ModalLayer;

function normedConvolution(layers: LayerFactory, folded: boolean): NormedConvolution {
  return (name, norm, sizes) =>
    layers.convolution(folded ? { name, ...sizes } : { name, norm, ...sizes });
}

function* buildResNet(
  layers: LayerFactory,
  size: ResNetSize,
  stem: ResNetStem,
): Generator<Stage> {
  const { depths, folded = false, stemBias, poolMargin = 1 } = size;
  const convolution = normedConvolution(layers, folded);
  const first = convolution("conv1", "bn1", {
    inputChannels: 3,
    outputChannels: 64,
    kernelSize: 7,
    stride: stem.stride,
    ...(stemBias && { bias: true }),
  });
  yield {
    name: "stem",
    channels: 64,
    stride: stem.stride,
    apply: (x, mode) => relu(first(x, mode)),
  };
  let [channels, stride] = [64, stem.stride * (stem.pool ? 2 : 1)];
  for (const [i, depth] of depths.entries()) {
    const blocks: ModalLayer[] = i === 0 && stem.pool ? [(x) => maxPool3(x, poolMargin)] : [];
    if (i > 0) stride *= 2;
    for (let k = 0; k < depth; k++) {
      const [name, width] = [`layer${i + 1}.${k}`, 64 * 2 ** i];
      const own = { name, channels, width, stride: i > 0 && k === 0 ? 2 : 1 };
      blocks.push(block(convolution, size, own));
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

/** `relu(x + f(x))`, with x convolved to the new size if it changes. */
function block(
  normed: NormedConvolution,
  { block, width: factor, strideIn = 2 }: ResNetSize,
  { name, channels, width, stride }: Block,
): ModalLayer {
  const outputs = width * EXPANSION[block];
  const inner = width * factor;
  const convolution = (i: number, sizes: Parameters<NormedConvolution>[2]) =>
    normed(`${name}.conv${i}`, `${name}.bn${i}`, sizes);
  const strideOf = (i: number) => i === strideIn ? stride : 1;
  const parts = block === "basic"
    ? [
      convolution(1, { inputChannels: channels, outputChannels: inner, kernelSize: 3, stride }),
      convolution(2, { inputChannels: inner, outputChannels: outputs, kernelSize: 3 }),
    ]
    : [
      { inputChannels: channels, outputChannels: inner, kernelSize: 1, stride: strideOf(1) },
      { inputChannels: inner, outputChannels: inner, kernelSize: 3, stride: strideOf(2) },
      { inputChannels: inner, outputChannels: outputs, kernelSize: 1 },
    ].map((sizes, i) => convolution(i + 1, sizes));
  const shortcut = stride === 1 && channels === outputs
    ? undefined
    : normed(`${name}.downsample.0`, `${name}.downsample.1`, {
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
