/**
 * ADGAN as a detector: the error that remains after a GAN of normal images has moved towards an
 * image.
 *
 * @module
 */
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { fitAdversarially } from "../../detector/fit/adversarial_fit.ts";
import { ganNetworks } from "../../detector/fit/gan_networks.ts";
import { diagnoseSearch } from "../../detector/fit/search_report.ts";
import { adganConfig } from "./config.ts";
import { adganCritic, adganGenerator } from "./network.ts";
import { AdganSearch } from "./search.ts";
import { adganStep, drawAdgan } from "./step.ts";

/** ADGAN in the registry. */
export const ADGAN: Method = defineMethod({
  id: "adgan",
  title: "ADGAN",
  paper: "Deecke et al., ECML PKDD 2018",
  config: adganConfig,
  build: (scope, config) => {
    const { networks, parameters } = ganNetworks(scope, {
      generator: (own) => adganGenerator(own, config),
      critic: (own) => adganCritic(own, config),
    });
    const { generator, variables } = networks;
    const search = scope.own(new AdganSearch(generator, variables.generator, config));
    return {
      scoresSlowly: true,
      // The critic's estimate and the generator's loss, which is minus the critic's rating.
      unboundedLosses: ["total", "generator"],
      // The error after the search. Maps: mean_c |x − G(z)|.
      score: (images) => search.score(images),
      fit: async (images, options) => {
        const history = await fitAdversarially({
          name: "adgan",
          config,
          images,
          options,
          networks: parameters,
          updates: { critic: config.criticSteps },
          draw: (random, batch) => drawAdgan(random, batch, config),
          step: (inputs, update) => adganStep(networks, inputs, update, config),
        });
        const report = await diagnoseSearch(images, {
          before: (batch) => search.scoreStart(batch),
          after: (batch) => search.score(batch),
        });
        return { history, ...report };
      },
    };
  },
});
