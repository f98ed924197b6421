/**
 * CAVGA-R as a detector: an adversarial VAE trained to attend to the whole of a normal image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Method } from "../../detector/contract/detector.ts";
import { withDiagnosticImages } from "../../detector/contract/diagnostic_images.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitAdversarially } from "../../detector/fit/adversarial_fit.ts";
import { ganNetworks } from "../../detector/fit/gan_networks.ts";
import { drawCode } from "../../nn/layers/variational.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { fromUnit, toUnit } from "../../nn/losses/pixel_range.ts";
import { Random, STREAM } from "../../random.ts";
import { normals, normalTensor } from "../../train/step_draws.ts";
import { cavgaConfig, cavgaVariant } from "./config.ts";
import { reportAttention } from "./diagnostics.ts";
import { encoderShape } from "./encoder.ts";
import { cavgaAutoencoder, cavgaDiscriminator } from "./network.ts";
import { cavgaStep } from "./step.ts";

/** CAVGA-R in the registry. */
export const CAVGA: Method = defineMethod({
  id: "cavga",
  title: "CAVGA-R",
  paper: "Venkataramanan et al., ECCV 2020",
  config: cavgaConfig,
  variant: cavgaVariant,
  build: (scope, config) => {
    const { imageSize, latent } = config;
    const { size } = encoderShape(config);
    const { networks, parameters } = ganNetworks(scope, {
      autoencoder: (own) =>
        cavgaAutoencoder(own, config, {
          // A saved model has all of the encoder's values.
          pretrained: config.pretrained && !scope.restoring,
          weights: scope.context.weights,
        }),
      discriminator: (own) => cavgaDiscriminator(own, config),
    });
    const { encode, decode, backbone } = networks.autoencoder;
    // ε of scoring: the same for every image, model and seed.
    const fixed = normals(size * size * latent, new Random(0, STREAM.stepDraws));
    // Scores: mean |x − x̂| of pixels in [0, 1]. Maps: 1 − A, enlarged (bilinear, corners on corners,
    // as in the re-implementation).
    const score = scope.program("scoring", ({ images, noise }: Scored) => {
      const { attention, ...code } = encode(images, "score");
      const rebuilt = tf.sigmoid(decode(drawCode(code, noise), "score"));
      const enlarged = tf.image.resizeBilinear(attention, [imageSize, imageSize], true);
      return {
        scores: tf.mean(absoluteErrorMap(toUnit(images), rebuilt), [1, 2, 3]) as tf.Tensor1D,
        maps: tf.sub(1, enlarged) as tf.Tensor4D,
        reconstructions: fromUnit(rebuilt),
      };
    });
    return {
      // z is drawn as in training, with one ε for every image: most of its values are nearly pure
      // noise, and without it the decoder's running statistics do not fit.
      score: (images) =>
        tf.tidy(() => score({ images, noise: tf.tensor4d(fixed, [1, size, size, latent]) })),
      fit: async (images, options) => {
        const history = await fitAdversarially({
          name: "cavga",
          config,
          images,
          options,
          networks: parameters,
          draw: (random, batch) => ({
            noise: normalTensor<tf.Rank.R4>([batch, size, size, latent], random),
          }),
          step: (inputs, update) => cavgaStep(networks, inputs, update, config),
        });
        const { diagnostics, warnings } = await withDiagnosticImages(
          images,
          (batch) => reportAttention(batch, (images) => encode(images, "score").attention),
        );
        return { history, diagnostics: { backbone, ...diagnostics }, warnings };
      },
    };
  },
});

/** Inputs of scoring. */
type Scored = { readonly images: tf.Tensor4D; readonly noise: tf.Tensor4D };
