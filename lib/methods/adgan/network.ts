/**
 * ADGAN's networks.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  deepestWidth,
  doublingTrunk,
  halvings,
  type LatentDecoder,
} from "../../nn/layers/dcgan.ts";
import { dense } from "../../nn/layers/dense.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import type { AdganConfig } from "./config.ts";

/** The parts of the configuration that shape the networks. */
export type AdganShape = Pick<AdganConfig, "imageSize" | "channels" | "latent" | "baseWidth">;

/** Rates images `[b, h, w, c]`, larger = looks real: `[b, 1]`. */
export type Critic = (images: tf.Tensor4D) => tf.Tensor2D;

const KERNEL = { kernelSize: 3, bias: true };

/**
 * Builds the generator: latent vector, fully connected to the smallest map (4×4×256 at 32 pixels),
 * transposed convolutions 3×3 stride 2, tanh.
 *
 * Source: the re-implementation by GEOM's authors; Deecke et al., ECML PKDD 2018, has DCGAN.
 */
export function adganGenerator(scope: LayerScope, config: AdganShape): LatentDecoder {
  return doublingTrunk(scope, { ...config, ...KERNEL, normalize: "values" });
}

/**
 * Builds the critic: convolutions 3×3 stride 2 with ReLU, fully connected to one number.
 *
 * The re-implementation has batch norm here, which couples the images of a batch within a penalty
 * meant for each image alone; leaving it out is a choice. The last layer has no bias, as a constant
 * cancels in the loss. The penalty differentiates the critic twice, so the critic uses only tfjs's
 * own ops: ops whose gradient is defined by their output, such as tanh, would lose part of the second
 * derivative.
 */
export function adganCritic(scope: LayerScope, config: AdganShape): Critic {
  const { levels, size } = halvings(config.imageSize);
  const convolutions = Array.from(
    { length: levels },
    (_, level) =>
      conv2d(childScope(scope, `${level}.conv`), {
        ...KERNEL,
        inputChannels: level === 0 ? config.channels : config.baseWidth * 2 ** (level - 1),
        outputChannels: config.baseWidth * 2 ** level,
        stride: 2,
      }),
  );
  const inputs = size * size * deepestWidth(config);
  const last = dense(childScope(scope, "last"), { inputs, outputs: 1, bias: false });
  return (images) => {
    const map = convolutions.reduce((x, convolution) => tf.relu(convolution(x)), images);
    return last(map.reshape([-1, inputs]) as tf.Tensor2D);
  };
}
