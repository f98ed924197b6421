/**
 * Skip-GANomaly as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { ParameterGroup } from "../../nn/parameter_group.ts";
import { Random, STREAM } from "../../random.ts";
import { normals } from "../../train/step_draws.ts";
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
import { type SkipGanomalyConfig, skipGanomalyConfig } from "./config.ts";
import { skipGanomalyScore } from "./losses.ts";
import { skipGanomalyDiscriminator, skipGanomalyGenerator } from "./network.ts";
import { type SkipGanomalyNetworks, skipGanomalyStep } from "./step.ts";

/** Random inputs of a step. */
type Draws = Record<string, tf.Tensor4D>;

/** Skip-GANomaly: a U-Net's reconstruction error and the discriminator's features of it. */
export class SkipGanomalyDetector implements Detector {
  readonly method = "skip_ganomaly";
  readonly config: SkipGanomalyConfig;
  readonly #networks: SkipGanomalyNetworks;
  readonly state = new ParameterGroup("generator", "discriminator");
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const mode = scoringMode(this.config.testStatistics);
    const { generator, discriminator } = this.#networks;
    const reconstructions = generator(images, mode);
    const features = discriminator(images, mode).features;
    const rebuiltFeatures = discriminator(reconstructions, mode).features;
    const pair = { images, reconstructions, features, rebuiltFeatures };
    return {
      scores: skipGanomalyScore(pair, this.config.scoreWeight),
      maps: absoluteErrorMap(images, reconstructions),
      reconstructions,
    };
  }, { name: "skip_ganomaly scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from `skipGanomalyConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: SkipGanomalyConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const { generator, discriminator } = this.state.networks;
    this.#networks = {
      generator: skipGanomalyGenerator({ parameters: generator, random }, config),
      discriminator: skipGanomalyDiscriminator({ parameters: discriminator, random }, config),
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
      draw: (random, batch): Draws => {
        if (config.noise === 0) return {};
        const shape = [batch, images.height, images.width, images.channels] as const;
        const values = normals(shape.reduce((n, d) => n * d), random);
        return { noise: tf.tensor4d(values.map((v) => v * config.noise), [...shape]) };
      },
      step: (images, draws, update) =>
        skipGanomalyStep(this.#networks, { images, ...draws }, update, config),
    });
  }

  /** Scores: `λ · mean (x − x̂)² + (1 − λ) · mean (f(x) − f(x̂))²`. Maps, which the method does not define: `mean_c |x − x̂|`. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** Skip-GANomaly in the registry. */
export const SKIP_GANOMALY: Method = defineMethod({
  id: "skip_ganomaly",
  title: "Skip-GANomaly",
  paper: "Akçay et al., IJCNN 2019",
  config: skipGanomalyConfig,
  Detector: SkipGanomalyDetector,
});
