/**
 * ResNet-50 v2: batch norm and ReLU in front of each convolution.
 *
 * Source: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016; the network of the
 * ONNX model zoo, which normalises its input by one more batch norm.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ModalLayer } from "../layers/batch_norm.ts";
import { relu } from "../ops/activations.ts";
import { TORCHVISION_SCALE } from "./input_scale.ts";
import { type Architecture, chain, type LayerFactory } from "./layer_factory.ts";
import { maxPool3 } from "./pooling.ts";

/** Blocks of the stages that the weights file has. */
const DEPTHS = [3, 4, 6];

/** Part of every tensor's name in the file. */
const PREFIX = /^resnetv24_/;

/** Names of the parts of a batch norm in the file and in PyTorch. */
const NORM_PARTS: Readonly<Record<string, string>> = { gamma: "weight", beta: "bias" };

/**
 * The stem and the stages 1 to 3; the file holds only a part of stage 4, so there is no `stage4`.
 * `stem` is after its ReLU, before pooling; a stage is the sum that its last block returns, before
 * any norm. Tensors have the file's names.
 */
export const RESNET50V2: Architecture = {
  file: "resnet50v2-stages123.safetensors",
  input: TORCHVISION_SCALE,
  unused: /^(stage4\.|batchnorm2\.|dense0\.)/,
  rename: (name) =>
    name.replace(PREFIX, "")
      .replace(/^(stage\d)_/, "$1.")
      .replace(
        /_(weight|bias|gamma|beta|running_mean|running_var)$/,
        (_, part: string) => `.${NORM_PARTS[part] ?? part}`,
      ),
  build: function* (layers) {
    yield { name: "stem", channels: 64, stride: 2, apply: stem(layers) };
    let channels = 64;
    for (const [i, depth] of DEPTHS.entries()) {
      const outputs = 256 * 2 ** i;
      const counters = { convolution: 0, norm: 0 };
      const blocks: ModalLayer[] = i === 0 ? [(x) => maxPool3(x, 1)] : [];
      for (let k = 0; k < depth; k++) {
        const scope: BlockScope = { stage: `stage${i + 1}`, counters };
        const stride = i > 0 && k === 0 ? 2 : 1;
        blocks.push(bottleneck(layers, scope, { channels, outputs, stride }));
        channels = outputs;
      }
      const name = `stage${i + 1}`;
      yield { name, channels, stride: 4 * 2 ** i, apply: chain(...blocks) };
    }
  },
};

function stem(layers: LayerFactory): ModalLayer {
  const input = layers.norm("batchnorm0", 3);
  const first = layers.convolution({
    name: "conv0",
    norm: "batchnorm1",
    inputChannels: 3,
    outputChannels: 64,
    kernelSize: 7,
    stride: 2,
  });
  return (x, mode) => relu(first(input(x, mode), mode));
}

/** The file numbers convolutions and norms consecutively within a stage. */
interface BlockScope {
  readonly stage: string;
  readonly counters: { convolution: number; norm: number };
}

/** `x + f(relu(norm(x)))`; if the size changes, the shortcut reads the normed map too. */
function bottleneck(
  layers: LayerFactory,
  { stage, counters }: BlockScope,
  { channels, outputs, stride }: { channels: number; outputs: number; stride: number },
): ModalLayer {
  const inner = outputs / 4;
  const nextConvolution = () => `${stage}.conv${counters.convolution++}`;
  const nextNorm = () => `${stage}.batchnorm${counters.norm++}`;
  const before = layers.norm(nextNorm(), channels);
  const reduce = layers.convolution({
    name: nextConvolution(),
    norm: nextNorm(),
    inputChannels: channels,
    outputChannels: inner,
    kernelSize: 1,
  });
  const middle = layers.convolution({
    name: nextConvolution(),
    norm: nextNorm(),
    inputChannels: inner,
    outputChannels: inner,
    kernelSize: 3,
    stride,
  });
  const plain = { kernelSize: 1, bias: false, outputChannels: outputs };
  const expand = layers.convolution({ ...plain, name: nextConvolution(), inputChannels: inner });
  const shortcut = channels === outputs
    ? undefined
    : layers.convolution({ ...plain, name: nextConvolution(), inputChannels: channels, stride });
  return (x, mode) => {
    const normed = relu(before(x, mode));
    const y = expand(relu(middle(relu(reduce(normed, mode)), mode)), mode);
    return tf.add(y, shortcut ? shortcut(normed, mode) : x);
  };
}
