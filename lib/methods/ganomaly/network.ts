/**
 * GANomaly's networks.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Mode } from "../../nn/layers/batch_norm.ts";
import {
  type DcganDiscriminator,
  dcganDiscriminator,
  doublingTrunk,
  halvingEncoder,
} from "../../nn/layers/dcgan.ts";
import { childScope, type LayerScope } from "../../nn/layers/layers.ts";
import type { GanomalyConfig } from "./config.ts";

const KERNEL = { kernelSize: 4, bias: false };

/** The parts of the configuration that shape the networks. */
export type GanomalyShape = Pick<
  GanomalyConfig,
  "imageSize" | "channels" | "latent" | "baseWidth"
>;

/** An image, rebuilt, and the codes of both. */
export interface GanomalyPass {
  /** z = E1(x), `[b, latent]`. */
  readonly code: tf.Tensor2D;
  /** x̂ = De(z), `[b, h, w, c]` in [−1, 1]. */
  readonly reconstructions: tf.Tensor4D;
  /** ẑ = E2(x̂), `[b, latent]`. */
  readonly rebuiltCode: tf.Tensor2D;
}

/** Encodes images, decodes the codes and encodes the reconstructions. */
export type GanomalyGenerator = (images: tf.Tensor4D, mode: Mode) => GanomalyPass;

/**
 * Builds the generator: encoder, decoder and a second encoder with its own weights.
 *
 * Convolutions 4×4 stride 2 without bias down to 4×4 (7×7 at 28 pixels), then one over the whole map
 * to the code; the decoder mirrors it. The one over the whole map is a fully connected layer.
 *
 * Source: Akcay et al., ACCV 2018, figure 2.
 */
export function ganomalyGenerator(scope: LayerScope, config: GanomalyShape): GanomalyGenerator {
  const encoder = (name: string) =>
    halvingEncoder(childScope(scope, name), { ...config, ...KERNEL, outputs: config.latent });
  const encode = encoder("encoder");
  const decode = doublingTrunk(childScope(scope, "decoder"), {
    ...config,
    ...KERNEL,
    normalize: "channels",
  });
  const encodeAgain = encoder("second_encoder");
  return (images, mode) => {
    const code = encode(images, mode).outputs;
    const reconstructions = decode(code, mode);
    return { code, reconstructions, rebuiltCode: encodeAgain(reconstructions, mode).outputs };
  };
}

/** Builds the discriminator: an encoder with one output. */
export function ganomalyDiscriminator(
  scope: LayerScope,
  config: GanomalyShape,
): DcganDiscriminator {
  return dcganDiscriminator(childScope(scope, "discriminator"), { ...config, ...KERNEL });
}
