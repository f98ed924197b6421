/**
 * GANomaly as a detector: the distance between the codes of an image and of its reconstruction.
 *
 * @module
 */
import { augmentationOf } from "../../detector/config/augmentation_fields.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { scoringMode } from "../../detector/define/test_statistics.ts";
import { fitWithResets } from "../../detector/fit/fit_with_resets.ts";
import { dcganNetworks } from "../../detector/fit/gan_networks.ts";
import { absoluteErrorMap } from "../../nn/losses/error_maps.ts";
import { ganomalyConfig } from "./config.ts";
import { codeDistance } from "./losses.ts";
import { ganomalyDiscriminator, ganomalyGenerator } from "./network.ts";
import { ganomalyStep } from "./step.ts";

/** GANomaly in the registry. */
export const GANOMALY: Method = defineMethod({
  id: "ganomaly",
  title: "GANomaly",
  paper: "Akcay et al., ACCV 2018",
  config: ganomalyConfig,
  build: (scope, config) => {
    const { networks, parameters } = dcganNetworks(scope, {
      generator: (own) => ganomalyGenerator(own, config),
      discriminator: (own) => ganomalyDiscriminator(own, config),
    });
    const mode = scoringMode(config.testStatistics);
    // Maps, which the method does not define: mean_c |x − x̂|.
    const score = scope.imageProgram("scoring", (images) => {
      const { code, reconstructions, rebuiltCode } = networks.generator(images, mode);
      return {
        scores: codeDistance(code, rebuiltCode, config.distance),
        maps: absoluteErrorMap(images, reconstructions),
        reconstructions,
      };
    });
    return {
      score,
      fit: (images, options) =>
        fitWithResets({
          name: "ganomaly",
          config,
          images,
          augment: augmentationOf(config),
          options,
          networks: parameters,
          step: ({ images }, update) => ganomalyStep(networks, images, update, config),
        }),
    };
  },
});
