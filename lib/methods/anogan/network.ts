/**
 * AnoGAN's networks: those of DCGAN.
 *
 * @module
 */
import {
  type DcganDiscriminator,
  dcganDiscriminator,
  doublingTrunk,
  type LatentDecoder,
} from "../../nn/layers/dcgan.ts";
import type { LayerScope } from "../../nn/layers/layers.ts";
import type { AnoganConfig } from "./config.ts";

/** The parts of the configuration that shape the networks. */
export type AnoganShape = Pick<AnoganConfig, "imageSize" | "channels" | "latent" | "baseWidth">;

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
export function anoganDiscriminator(scope: LayerScope, config: AnoganShape): DcganDiscriminator {
  return dcganDiscriminator(scope, { ...config, ...KERNEL });
}
