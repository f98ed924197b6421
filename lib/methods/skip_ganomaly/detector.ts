/**
 * Skip-GANomaly as a detector: a U-Net's reconstruction error mixed with the difference of the
 * discriminator's features.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { scoringMode } from "../../detector/define/test_statistics.ts";
import { fitWithResets } from "../../detector/fit/fit_with_resets.ts";
import { dcganNetworks } from "../../detector/fit/gan_networks.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { normalTensor } from "../../train/step_draws.ts";
import { skipGanomalyConfig } from "./config.ts";
import { skipGanomalyScore } from "./losses.ts";
import { skipGanomalyDiscriminator, skipGanomalyGenerator } from "./network.ts";
import { skipGanomalyStep } from "./step.ts";

/** Skip-GANomaly in the registry. */
export const SKIP_GANOMALY: Method = defineMethod({
  id: "skip_ganomaly",
  title: "Skip-GANomaly",
  paper: "Akçay et al., IJCNN 2019",
  config: skipGanomalyConfig,
  build: (scope, config) => {
    const { networks, parameters } = dcganNetworks(scope, {
      generator: (own) => skipGanomalyGenerator(own, config),
      discriminator: (own) => skipGanomalyDiscriminator(own, config),
    });
    const mode = scoringMode(config.testStatistics);
    // Maps, which the method does not define: mean_c |x − x̂|.
    const score = scope.imageProgram("scoring", (images) => {
      const reconstructions = networks.generator(images, mode);
      const features = networks.discriminator(images, mode).features;
      const rebuiltFeatures = networks.discriminator(reconstructions, mode).features;
      const pair = { images, reconstructions, features, rebuiltFeatures };
      return {
        scores: skipGanomalyScore(pair, config.scoreWeight),
        maps: absoluteErrorMap(images, reconstructions),
        reconstructions,
      };
    });
    return {
      score,
      fit: (images, options) =>
        fitWithResets({
          name: "skip_ganomaly",
          config,
          images,
          options,
          networks: parameters,
          draw: (random, batch): Record<string, tf.Tensor4D> => {
            if (config.noise === 0) return {};
            const { height, width, channels } = images;
            return { noise: normalTensor([batch, height, width, channels], random, config.noise) };
          },
          step: (inputs, update) => skipGanomalyStep(networks, inputs, update, config),
        }),
    };
  },
});
