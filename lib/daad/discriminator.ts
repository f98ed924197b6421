/**
 * DAAD+'s discriminator.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Channels } from "../data/images/image_set.ts";
import { childScope, conv2d, type LayerScope } from "../nn/layers/layers.ts";
import { leakyRelu } from "../nn/ops/activations.ts";

const LEAKY_SLOPE = 0.2;

/** Size of the discriminator. */
export interface DiscriminatorOptions {
  readonly channels: Channels;
  readonly levels: number;
  readonly baseWidth: number;
}

/** The discriminator's output for a batch of images. */
export interface Discrimination {
  /** Feature maps after each level's activation, shallowest first. */
  readonly features: tf.Tensor4D[];
  /** One logit per patch, `[b, h', w', 1]`; positive = looks real. */
  readonly logits: tf.Tensor4D;
}

/** Judges images `[b, h, w, c]` in [−1, 1]. */
export type Discriminator = (images: tf.Tensor4D) => Discrimination;

/**
 * Builds the discriminator: on each level a 4×4 convolution with stride 2 and leaky ReLU 0.2, then a
 * 1×1 convolution to patch logits.
 *
 * No batch norm: with it the discriminator wins at once and drives the reconstruction error up
 * tenfold (measured). The paper does not describe the layers; this is a choice.
 */
export function discriminator(scope: LayerScope, options: DiscriminatorOptions): Discriminator {
  const { channels, levels, baseWidth } = options;
  const width = (level: number) => level < 0 ? channels : baseWidth * 2 ** level;
  const convolutions = Array.from(
    { length: levels },
    (_, level) =>
      conv2d(childScope(scope, `discriminator.${level}.conv`), {
        inputChannels: width(level - 1),
        outputChannels: width(level),
        kernelSize: 4,
        stride: 2,
      }),
  );
  const toLogit = conv2d(childScope(scope, "discriminator.logit"), {
    inputChannels: width(levels - 1),
    outputChannels: 1,
    kernelSize: 1,
  });
  return (images) => {
    const features: tf.Tensor4D[] = [];
    let x = images;
    for (const convolution of convolutions) {
      x = leakyRelu(convolution(x), LEAKY_SLOPE);
      features.push(x);
    }
    return { features, logits: toLogit(x) };
  };
}
