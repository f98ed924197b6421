/**
 * OCGAN as a detector: the error of an autoencoder whose every code decodes to a normal image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { reconstructionMap } from "../../nn/error_maps.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { uniform } from "../../nn/initializers.ts";
import { childScope } from "../../nn/layers.ts";
import { normals } from "../../train/step_draws.ts";
import { fitAdversarially } from "../../detector/adversarial_fit.ts";
import { defineMethod } from "../../detector/define_method.ts";
import type { Method } from "../../detector/detector.ts";
import { ocganConfig } from "./config.ts";
import {
  codeShape,
  imageJudge,
  latentDiscriminator,
  ocganDecoder,
  ocganEncoder,
} from "./network.ts";
import { type OcganDraws, type OcganNetworks, ocganStep } from "./step.ts";

/** OCGAN in the registry. */
export const OCGAN: Method = defineMethod({
  id: "ocgan",
  title: "OCGAN",
  paper: "Perera et al., CVPR 2019",
  config: ocganConfig,
  build: (scope, config) => {
    const { channels, discriminatorWidth: width } = config;
    const parts = {
      autoencoder: scope.network("autoencoder"),
      latentDiscriminator: scope.network("latentDiscriminator"),
      visualDiscriminator: scope.network("visualDiscriminator"),
      classifier: scope.network("classifier"),
    };
    const networks: OcganNetworks = {
      encoder: ocganEncoder(childScope(parts.autoencoder, "encoder"), config),
      decoder: ocganDecoder(childScope(parts.autoencoder, "decoder"), config),
      latentDiscriminator: latentDiscriminator(parts.latentDiscriminator, config),
      visualDiscriminator: imageJudge(parts.visualDiscriminator, {
        channels,
        widths: [width, width, width],
      }),
      classifier: imageJudge(parts.classifier, {
        channels,
        widths: [2 * width, 4 * width, 4 * width],
      }),
      variables: {
        autoencoder: parts.autoencoder.parameters.trainables(),
        latentDiscriminator: parts.latentDiscriminator.parameters.trainables(),
        visualDiscriminator: parts.visualDiscriminator.parameters.trainables(),
        classifier: parts.classifier.parameters.trainables(),
      },
    };
    // Kernels drawn with σ = 0.02 would make a network with tanh start almost constant, so only these
    // are DCGAN's.
    for (const part of ["visualDiscriminator", "classifier"] as const) {
      initializeDcgan(parts[part].parameters, scope.random);
    }
    const score = scope.program("scoring", ({ images }: { images: tf.Tensor4D }) => {
      const { encoder, decoder, visualDiscriminator } = networks;
      const reconstructions = decoder(encoder(images, "score"), "score");
      const maps = reconstructionMap(images, reconstructions);
      const scores = config.score === "error"
        ? tf.mean(maps, [1, 2, 3])
        : tf.neg(visualDiscriminator(reconstructions, "score").reshape([-1]));
      return { scores: scores as tf.Tensor1D, maps, reconstructions };
    });
    return {
      errors: { sigma: 0, own: config.score === "error" ? "mse" : undefined },
      score: (images) => score({ images }),
      fit: async (images, options) => {
        const batch = Math.min(config.batchSize, images.files.length);
        const steps = config.epochs * Math.floor(images.files.length / batch);
        const history = await fitAdversarially({
          name: "ocgan",
          config,
          images,
          options,
          networks: {
            autoencoder: parts.autoencoder.parameters,
            latentDiscriminator: parts.latentDiscriminator.parameters,
            visualDiscriminator: parts.visualDiscriminator.parameters,
            classifier: parts.classifier.parameters,
          },
          draw: (random, batch, step): OcganDraws => {
            const shape = [batch, images.height, images.width, images.channels] as const;
            const codes = [batch, ...codeShape(config)] as const;
            const noise = normals(shape.reduce((n, d) => n * d), random);
            const drawCodes = () => tf.tensor4d(uniform(codes, 1, random), [...codes]);
            return {
              noise: tf.tensor4d(noise.map((value) => value * config.noise), [...shape]),
              realCodes: drawCodes(),
              codes: drawCodes(),
              start: drawCodes(),
              miningRate: tf.scalar(step > config.mining.start * steps ? config.mining.rate : 0),
            };
          },
          step: (images, draws, update) =>
            ocganStep(networks, { images, ...draws }, update, config),
        });
        const mined = Math.max(0, steps - Math.floor(config.mining.start * steps));
        return { history, diagnostics: { stepsWithMining: mined } };
      },
    };
  },
});
