/**
 * AnoGAN's networks: those of DCGAN.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Mode } from "../../nn/batch_norm.ts";
import { doublingTrunk, halvingEncoder, type LatentDecoder } from "../../nn/dcgan.ts";
import type { LayerScope } from "../../nn/layers.ts";
import type { AnoganConfig } from "./config.ts";

/** The parts of the configuration that shape the networks. */
export type AnoganShape = Pick<AnoganConfig, "imageSize" | "channels" | "latent" | "baseWidth">;

/** Judges images: returns the feature map f before the logit, and the logit `[b, 1]`. */
export type AnoganDiscriminator = (
  images: tf.Tensor4D,
  mode: Mode,
) => { readonly features: tf.Tensor4D; readonly logits: tf.Tensor2D };

const KERNEL = { kernelSize: 5, bias: true };

/**
 * Builds the generator: latent vector, fully connected to the smallest map (4×4×512 at 32 pixels),
 * transposed convolutions 5×5 stride 2, tanh.
 *
 * Source: Schlegl et al., IPMI 2017, which takes DCGAN's; widths at 32 pixels are a choice.
 */
export function anoganGenerator(scope: LayerScope, config: AnoganShape): LatentDecoder {
  return doublingTrunk(scope, { ...config, ...KERNEL, normalize: "channels" });
}

/** Builds the discriminator: convolutions 5×5 stride 2 to the map f, fully connected to the logit. */
export function anoganDiscriminator(scope: LayerScope, config: AnoganShape): AnoganDiscriminator {
  const encode = halvingEncoder(scope, { ...config, ...KERNEL, outputs: 1 });
  return (images, mode) => {
    const { features, outputs } = encode(images, mode);
    return { features, logits: outputs };
  };
}
