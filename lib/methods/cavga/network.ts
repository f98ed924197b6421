/**
 * The networks of CAVGA-R.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Mode } from "../../nn/layers/batch_norm.ts";
import { deepestWidth, halvingTrunk } from "../../nn/layers/dcgan.ts";
import { dense } from "../../nn/layers/dense.ts";
import { childScope, conv2d, type LayerScope } from "../../nn/layers/layers.ts";
import type { Code } from "../../nn/layers/variational.ts";
import { attentionMap } from "./attention.ts";
import type { CavgaConfig } from "./config.ts";
import { cavgaDecoder } from "./decoder.ts";
import { cavgaEncoder, type Encoder, encoderShape } from "./encoder.ts";

/** The parts of the configuration that shape the networks. */
export type CavgaShape = Pick<
  CavgaConfig,
  "imageSize" | "channels" | "backbone" | "pretrained" | "latent" | "discriminatorWidth"
>;

/** The distribution of the code's maps, `[b, s, s, latent]` each, and its attention. */
export interface CavgaCode extends Code<tf.Tensor4D> {
  /** `[b, s, s, 1]` in [0, 1]. */
  readonly attention: tf.Tensor4D;
}

/** The variational autoencoder. */
export interface CavgaAutoencoder {
  /** From images `[b, h, w, c]` in [−1, 1]. */
  encode(images: tf.Tensor4D, mode: Mode): CavgaCode;
  /** From codes to logits of images `[b, h, w, c]`; their sigmoid is the image in [0, 1]. */
  decode(codes: tf.Tensor4D, mode: Mode): tf.Tensor4D;
  readonly backbone: Encoder["backbone"];
}

/** Logits `[b, 1]` of images `[b, h, w, c]` in [−1, 1]; positive = looks real. */
export type CavgaDiscriminator = (images: tf.Tensor4D, mode: Mode) => tf.Tensor2D;

/**
 * Builds encoder and decoder; mean and log σ² of the code are convolutions 1×1 of the encoder's map.
 *
 * Variables: `encoder.…`, `mean`, `logVariance`, `decoder.…`.
 *
 * @throws {InputError} If the encoder's weights are wanted and missing.
 */
export function cavgaAutoencoder(
  scope: LayerScope,
  config: CavgaShape,
  { pretrained = config.pretrained, weights }: {
    readonly pretrained?: boolean;
    readonly weights?: readonly string[];
  } = {},
): CavgaAutoencoder {
  const { size, channels } = encoderShape(config);
  const { encode, backbone } = cavgaEncoder(
    childScope(scope, "encoder"),
    config,
    { pretrained, weights },
  );
  const head = (name: string) =>
    conv2d(childScope(scope, name), {
      inputChannels: channels,
      outputChannels: config.latent,
      kernelSize: 1,
    });
  const [mean, logVariance] = [head("mean"), head("logVariance")];
  const kernel = scope.parameters.get("mean.kernel") as tf.Variable<tf.Rank.R4>;
  const decode = cavgaDecoder(childScope(scope, "decoder"), {
    latent: config.latent,
    doublings: Math.log2(config.imageSize / size),
    channels: config.channels,
  });
  return {
    encode: (images, mode) => {
      const map = encode(images, mode);
      const attention = attentionMap(map, kernel);
      return { mean: mean(map), logVariance: logVariance(map), attention };
    },
    decode,
    backbone,
  };
}

/**
 * Builds the discriminator: 4×4 convolutions with stride 2 down to a small map, whose mean over
 * positions a fully connected layer turns into the logit.
 *
 * Variables: `L.conv`, `L.norm`, `judge`.
 */
export function cavgaDiscriminator(scope: LayerScope, config: CavgaShape): CavgaDiscriminator {
  const options = { ...config, baseWidth: config.discriminatorWidth, kernelSize: 4, bias: false };
  const trunk = halvingTrunk(scope, options);
  const judge = dense(childScope(scope, "judge"), { inputs: deepestWidth(options), outputs: 1 });
  return (images, mode) => judge(tf.mean(trunk(images, mode), [1, 2]));
}
