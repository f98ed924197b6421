/**
 * The autoencoder's network: DAAD's generator without its memories.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Mode } from "../../nn/layers/batch_norm.ts";
import type { LayerScope } from "../../nn/layers/layers.ts";
import { pyramidDecoder, pyramidEncoder, type PyramidOptions } from "../../nn/layers/pyramid.ts";
import { tanh } from "../../nn/ops/activations.ts";
import type { AeConfig } from "./config.ts";

/** Reconstructs images `[b, h, w, c]` in [−1, 1]. */
export type Autoencoder = (images: tf.Tensor4D, mode: Mode) => tf.Tensor4D;

/**
 * Builds the network: `x̂ = tanh(De(En(x)))`.
 *
 * With skips `plain`, the decoder concatenates the feature maps of the upper levels. The same seed
 * gives the same encoder as DAAD's generator without memories.
 */
export function autoencoder(
  scope: LayerScope,
  config: PyramidOptions & Pick<AeConfig, "skips">,
): Autoencoder {
  const encode = pyramidEncoder(scope, config);
  const decode = pyramidDecoder(scope, { ...config, joined: config.skips === "plain" });
  return (images, mode) => tanh(decode(encode(images, mode), mode));
}
