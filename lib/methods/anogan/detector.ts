/**
 * AnoGAN as a detector: the distance of an image from the nearest one that a GAN of normal images can
 * generate.
 *
 * @module
 */
import { fitAdversarially } from "../../detector/adversarial_fit.ts";
import { defineMethod } from "../../detector/define_method.ts";
import type { Method } from "../../detector/detector.ts";
import { dcganNetworks } from "../../detector/gan_networks.ts";
import { drawLatents } from "../../detector/latent.ts";
import { diagnoseSearch } from "../../detector/search_report.ts";
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
