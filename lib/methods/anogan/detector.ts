/**
 * AnoGAN as a detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { ParameterGroup } from "../../nn/parameter_group.ts";
import { Random, STREAM } from "../../random.ts";
import { fitAdversarially } from "../adversarial_fit.ts";
import { defineMethod } from "../define_method.ts";
import type { Detector, FitOptions, FitReport, Method, ScoredBatch } from "../detector.ts";
import { drawLatents } from "../latent.ts";
import { diagnoseSearch } from "../search_report.ts";
import { type AnoganConfig, anoganConfig } from "./config.ts";
import { anoganDiscriminator, anoganGenerator } from "./network.ts";
import { LatentSearch } from "./search.ts";
import { type AnoganNetworks, anoganStep } from "./step.ts";

/** AnoGAN: the distance of an image to the nearest one that a GAN of normal images makes. */
export class AnoganDetector implements Detector {
  readonly method = "anogan";
  readonly scoresSlowly = true;
  readonly config: AnoganConfig;
  readonly #networks: AnoganNetworks;
  readonly #search: LatentSearch;
  readonly state = new ParameterGroup("generator", "discriminator");

  /**
   * @param config A complete configuration, from `anoganConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: AnoganConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const { generator, discriminator } = this.state.networks;
    this.#networks = {
      generator: anoganGenerator({ parameters: generator, random }, config),
      discriminator: anoganDiscriminator({ parameters: discriminator, random }, config),
      generatorVariables: generator.trainables(),
      discriminatorVariables: discriminator.trainables(),
    };
    initializeDcgan(generator, random);
    initializeDcgan(discriminator, random);
    this.#search = new LatentSearch(this.#networks, config);
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
      updates: { generator: config.generatorSteps },
      draw: (random, batch) => ({
        latents: drawLatents(config.prior, [batch, config.latent], random),
      }),
      step: (images, { latents }, update) =>
        anoganStep(this.#networks, { images, latents }, update, config.generatorSteps),
    });
    const report = await diagnoseSearch(images, {
      before: (batch) => this.#search.score(batch, 0),
      after: (batch) => this.#search.score(batch),
    });
    return { history, ...report };
  }

  /** Scores: the loss after the search. Maps: `mean_c |x − G(z)|`. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#search.score(images);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#search[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** AnoGAN in the registry. */
export const ANOGAN: Method = defineMethod({
  id: "anogan",
  title: "AnoGAN",
  paper: "Schlegl et al., IPMI 2017",
  config: anoganConfig,
  Detector: AnoganDetector,
});
