/**
 * AnoGAN as a detector: the distance of an image from the nearest one that a GAN of normal images can
 * generate.
 *
 * @module
 */
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { drawLatents } from "../../detector/define/latent.ts";
import { fitAdversarially } from "../../detector/fit/adversarial_fit.ts";
import { dcganNetworks } from "../../detector/fit/gan_networks.ts";
import { diagnoseSearch } from "../../detector/fit/search_report.ts";
import { anoganConfig } from "./config.ts";
import { anoganDiscriminator, anoganGenerator } from "./network.ts";
import { LatentSearch } from "./search.ts";
import { anoganStep } from "./step.ts";

/** AnoGAN in the registry. */
export const ANOGAN: Method = defineMethod({
  id: "anogan",
  title: "AnoGAN",
  paper: "Schlegl et al., IPMI 2017",
  config: anoganConfig,
  build: (scope, config) => {
    const { networks, parameters } = dcganNetworks(scope, {
      generator: (own) => anoganGenerator(own, config),
      discriminator: (own) => anoganDiscriminator(own, config),
    });
    const search = scope.own(new LatentSearch(networks, config));
    return {
      scoresSlowly: true,
      // The loss after the search. Maps: mean_c |x − G(z)|.
      score: (images) => search.score(images),
      fit: async (images, options) => {
        const history = await fitAdversarially({
          name: "anogan",
          config,
          images,
          options,
          networks: parameters,
          updates: { generator: config.generatorSteps },
          draw: (random, batch) => ({
            latents: drawLatents(config.prior, [batch, config.latent], random),
          }),
          step: (inputs, update) => anoganStep(networks, inputs, update, config.generatorSteps),
        });
        const report = await diagnoseSearch(images, {
          before: (batch) => search.score(batch, 0),
          after: (batch) => search.score(batch),
        });
        return { history, ...report };
      },
    };
  },
});
