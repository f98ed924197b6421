/**
 * VGG16 without batch norm.
 *
 * Source: Simonyan and Zisserman, "Very Deep Convolutional Networks", ICLR 2015, configuration D.
 *
 * @module
 */
import type { ModalLayer } from "../layers/batch_norm.ts";
import { relu } from "../ops/activations.ts";
import { maxPool2 } from "../ops/max_pool.ts";
import { type InputScale, TORCHVISION_SCALE } from "./input_scale.ts";
import { type Architecture, chain, type LayerFactory, type Stage } from "./layer_factory.ts";

/** Channels and number of the convolutions between two poolings. */
const GROUPS = [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]] as const;

/**
 * `stage1` to `stage5` are conv1_2, conv2_2, conv3_3, conv4_3 and conv5_3 after their ReLU, before
 * pooling. Tensors have torchvision's names: `features.N`, pooling and ReLU counted. Pooling
 * leaves out an odd last row or column.
 */
export const VGG16: Architecture = {
  file: "vgg16.safetensors",
  input: TORCHVISION_SCALE,
  unused: /^(classifier|pre_logits|head)\./,
  build: (layers) => build(layers, GROUPS.length),
};

/** The authors' own weights take pixels of 0 … 255 minus their mean. */
const WITHOUT_MEAN: InputScale = {
  range: 255,
  mean: [123.68, 116.779, 103.939],
  std: [1, 1, 1],
  order: "RGB",
};

/** VGG16 as its authors trained it, `stage1` to `stage3`: the file holds no more than conv3_3. */
export const VGG16_CONV1_3: Architecture = {
  file: "vgg16-caffe-conv1-3.safetensors",
  input: WITHOUT_MEAN,
  unused: /^$/,
  build: (layers) => build(layers, 3),
};

function* build(layers: LayerFactory, groups: number): Generator<Stage> {
  let [index, inputChannels] = [0, 3];
  for (const [i, [outputChannels, count]] of GROUPS.slice(0, groups).entries()) {
    const parts: ModalLayer[] = i === 0 ? [] : [maxPool2];
    for (let k = 0; k < count; k++) {
      const name = `features.${index}`;
      const convolution = layers.convolution({
        name,
        inputChannels,
        outputChannels,
        kernelSize: 3,
      });
      parts.push((x, mode) => relu(convolution(x, mode)));
      index += 2; // its ReLU has a number too
      inputChannels = outputChannels;
    }
    index++; // so has the pooling
    const name = `stage${i + 1}`;
    yield { name, channels: outputChannels, stride: 2 ** i, apply: chain(...parts) };
  }
}
