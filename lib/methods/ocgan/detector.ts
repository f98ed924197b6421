/**
 * OCGAN as a detector: the error of an autoencoder whose every code decodes to a normal image.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitAdversarially } from "../../detector/fit/adversarial_fit.ts";
import { ganNetworks } from "../../detector/fit/gan_networks.ts";
import { initializeDcgan } from "../../nn/layers/dcgan.ts";
import { childScope } from "../../nn/layers/layers.ts";
import { reconstructionMap } from "../../nn/losses/error_maps.ts";
import { uniform } from "../../nn/variables/initializers.ts";
import { normalTensor } from "../../train/step_draws.ts";
import { ocganConfig } from "./config.ts";
import {
  codeShape,
  imageJudge,
  latentDiscriminator,
  ocganDecoder,
  ocganEncoder,
} from "./network.ts";
import { type OcganDraws, ocganStep } from "./step.ts";

/** OCGAN in the registry. */
export const OCGAN: Method = defineMethod({
  id: "ocgan",
  title: "OCGAN",
  paper: "Perera et al., CVPR 2019",
  config: ocganConfig,
  build: (scope, config) => {
    const { channels, discriminatorWidth: width } = config;
    const { networks, parameters } = ganNetworks(scope, {
      autoencoder: (own) => ({
        encode: ocganEncoder(childScope(own, "encoder"), config),
        decode: ocganDecoder(childScope(own, "decoder"), config),
      }),
      latentDiscriminator: (own) => latentDiscriminator(own, config),
      visualDiscriminator: (own) => imageJudge(own, { channels, widths: [width, width, width] }),
      classifier: (own) => imageJudge(own, { channels, widths: [2 * width, 4 * width, 4 * width] }),
    });
    // Kernels drawn with σ = 0.02 would make a network with tanh start almost constant, so only these
    // are DCGAN's.
    initializeDcgan(parameters.visualDiscriminator, scope.random);
    initializeDcgan(parameters.classifier, scope.random);
    const score = scope.imageProgram("scoring", (images) => {
      const { autoencoder: { encode, decode }, visualDiscriminator } = networks;
      const reconstructions = decode(encode(images, "score"), "score");
      const maps = reconstructionMap(images, reconstructions);
      const scores = config.score === "error"
        ? tf.mean(maps, [1, 2, 3])
        : tf.neg(visualDiscriminator(reconstructions, "score").reshape([-1]));
      return { scores: scores as tf.Tensor1D, maps, reconstructions };
    });
    return {
      errors: { sigma: 0, own: config.score === "error" ? "mse" : undefined },
      score,
      fit: async (images, options) => {
        const batch = Math.min(config.batchSize, images.files.length);
        const steps = config.epochs * Math.floor(images.files.length / batch);
        const history = await fitAdversarially({
          name: "ocgan",
          config,
          images,
          options,
          networks: parameters,
          draw: (random, batch, step): OcganDraws => {
            const { height, width, channels } = images;
            const codes = [batch, ...codeShape(config)] as const;
            const drawCodes = () => tf.tensor4d(uniform(codes, 1, random), [...codes]);
            return {
              noise: normalTensor([batch, height, width, channels], random, config.noise),
              realCodes: drawCodes(),
              codes: drawCodes(),
              start: drawCodes(),
              miningRate: tf.scalar(step > config.mining.start * steps ? config.mining.rate : 0),
            };
          },
          step: (inputs, update) => ocganStep(networks, inputs, update, config),
        });
        const mined = Math.max(0, steps - Math.floor(config.mining.start * steps));
        return { history, diagnostics: { stepsWithMining: mined } };
      },
    };
  },
});
