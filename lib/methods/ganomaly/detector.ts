/**
 * GANomaly as a detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { ParameterGroup } from "../../nn/parameter_group.ts";
import { Random, STREAM } from "../../random.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import { absoluteErrorMap } from "../error_map.ts";
import { fitWithResets } from "../fit_with_resets.ts";
import { scoringMode } from "../test_statistics.ts";
import { type GanomalyConfig, ganomalyConfig } from "./config.ts";
import { codeDistance } from "./losses.ts";
import { ganomalyDiscriminator, ganomalyGenerator } from "./network.ts";
import { type GanomalyNetworks, ganomalyStep } from "./step.ts";

/** GANomaly: the distance between the codes of an image and of its reconstruction. */
export class GanomalyDetector implements Detector {
  readonly method = "ganomaly";
  readonly config: GanomalyConfig;
  readonly #networks: GanomalyNetworks;
  readonly state = new ParameterGroup("generator", "discriminator");
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const mode = scoringMode(this.config.testStatistics);
    const { code, reconstructions, rebuiltCode } = this.#networks.generator(images, mode);
    return {
      scores: codeDistance(code, rebuiltCode, this.config.distance),
      maps: absoluteErrorMap(images, reconstructions),
      reconstructions,
    };
  }, { name: "ganomaly scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from `ganomalyConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: GanomalyConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const { generator, discriminator } = this.state.networks;
    this.#networks = {
      generator: ganomalyGenerator({ parameters: generator, random }, config),
      discriminator: ganomalyDiscriminator({ parameters: discriminator, random }, config),
      generatorVariables: generator.trainables(),
      discriminatorVariables: discriminator.trainables(),
    };
    initializeDcgan(generator, random);
    initializeDcgan(discriminator, random);
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains generator and discriminator in turn. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    return await fitWithResets({
      name: this.method,
      config,
      images,
      options,
      networks: this.state.networks,
      draw: () => ({}),
      step: (images, _, update) => ganomalyStep(this.#networks, images, update, config),
    });
  }

  /** Scores: distance of codes. Maps, which the method does not define: `mean_c |x − x̂|`. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** GANomaly in the registry. */
export const GANOMALY: Method = defineMethod({
  id: "ganomaly",
  title: "GANomaly",
  paper: "Akcay et al., ACCV 2018",
  config: ganomalyConfig,
  Detector: GanomalyDetector,
});
