/**
 * ADGAN as a detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import { ParameterGroup } from "../../nn/parameter_group.ts";
import { Random, STREAM } from "../../random.ts";
import { fitAdversarially } from "../adversarial_fit.ts";
import { defineMethod } from "../define_method.ts";
import type { Detector, FitOptions, FitReport, Method, ScoredBatch } from "../detector.ts";
import { diagnoseSearch } from "../search_report.ts";
import { type AdganConfig, adganConfig } from "./config.ts";
import { adganCritic, adganGenerator } from "./network.ts";
import { AdganSearch } from "./search.ts";
import { type AdganNetworks, adganStep, drawAdgan } from "./step.ts";

/** ADGAN: what is left of an image when a GAN of normal images has moved towards it. */
export class AdganDetector implements Detector {
  readonly method = "adgan";
  readonly scoresSlowly = true;
  /** The critic's estimate and the generator's loss, which is minus its judgement. */
  readonly unboundedLosses = ["total", "generator"];
  readonly config: AdganConfig;
  readonly #networks: AdganNetworks;
  readonly #search: AdganSearch;
  readonly state = new ParameterGroup("generator", "critic");

  /**
   * @param config A complete configuration, from `adganConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: AdganConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const { generator, critic } = this.state.networks;
    this.#networks = {
      generator: adganGenerator({ parameters: generator, random }, config),
      critic: adganCritic({ parameters: critic, random }, config),
      generatorVariables: generator.trainables(),
      criticVariables: critic.trainables(),
    };
    this.#search = new AdganSearch(
      this.#networks.generator,
      this.#networks.generatorVariables,
      config,
    );
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains the GAN, then tries the search on some training images. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const history = await fitAdversarially({
      name: this.method,
      config,
      images,
      options,
      networks: this.state.networks,
      updates: { critic: config.criticSteps },
      draw: (random, batch) => drawAdgan(random, batch, config),
      step: (images, draws, update) =>
        adganStep(this.#networks, { images, ...draws }, update, config),
    });
    const report = await diagnoseSearch(images, {
      before: (batch) => this.#search.scoreStart(batch),
      after: (batch) => this.#search.score(batch),
    });
    return { history, ...report };
  }

  /** Scores: the error after the search. Maps: `mean_c |x − G(z)|`. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#search.score(images);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#search[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** ADGAN in the registry. */
export const ADGAN: Method = defineMethod({
  id: "adgan",
  title: "ADGAN",
  paper: "Deecke et al., ECML PKDD 2018",
  config: adganConfig,
  Detector: AdganDetector,
});
