/**
 * Skip-GANomaly as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { Parameters } from "../../nn/parameters.ts";
import type { NamedTensors } from "../../nn/safetensors.ts";
import { combineStates } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { normals } from "../../train/step_draws.ts";
import { fitAdversarially } from "../adversarial_fit.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import { DiscriminatorReset } from "../discriminator_reset.ts";
import { absoluteErrorMap } from "../error_map.ts";
import { scoringMode, testStatisticsWarnings } from "../test_statistics.ts";
import {
  parseSkipGanomalyConfig,
  resolveSkipGanomalyConfig,
  type SkipGanomalyConfig,
} from "./config.ts";
import { skipGanomalyScore } from "./losses.ts";
import { skipGanomalyDiscriminator, skipGanomalyGenerator } from "./network.ts";
import { type SkipGanomalyNetworks, skipGanomalyStep } from "./step.ts";

/** Random inputs of a step. */
type Draws = Record<string, tf.Tensor4D>;

/** Skip-GANomaly: a U-Net's reconstruction error and the discriminator's features of it. */
export class SkipGanomalyDetector implements Detector {
  readonly method = "skip_ganomaly";
  readonly config: SkipGanomalyConfig;
  readonly #generator = new Parameters();
  readonly #discriminator = new Parameters();
  readonly #networks: SkipGanomalyNetworks;
  readonly #state = combineStates({
    generator: this.#generator,
    discriminator: this.#discriminator,
  });
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
   * @param config A complete configuration, from {@linkcode resolveSkipGanomalyConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: SkipGanomalyConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#networks = {
      generator: skipGanomalyGenerator({ parameters: this.#generator, random }, config),
      discriminator: skipGanomalyDiscriminator({ parameters: this.#discriminator, random }, config),
      generatorVariables: this.#generator.trainables(),
      discriminatorVariables: this.#discriminator.trainables(),
    };
    initializeDcgan(this.#generator, random);
    initializeDcgan(this.#discriminator, random);
  }

  get parameterCount(): number {
    return this.#generator.count() + this.#discriminator.count();
  }

  /** Trains generator and discriminator in turn. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    using reset = new DiscriminatorReset(this.#discriminator, config.resetBelow, options.seed);
    const history = await fitAdversarially({
      name: this.method,
      config,
      images,
      options,
      networks: { generator: this.#generator, discriminator: this.#discriminator },
      draw: (random, batch): Draws => {
        if (config.noise === 0) return {};
        const shape = [batch, images.height, images.width, images.channels] as const;
        const values = normals(shape.reduce((n, d) => n * d), random);
        return { noise: tf.tensor4d(values.map((v) => v * config.noise), [...shape]) };
      },
      step: (images, draws, update) =>
        skipGanomalyStep(this.#networks, { images, ...draws }, update, config),
      afterStep: (terms, step) => reset.check(terms, step),
      state: { reset: reset.state },
    });
    const { resets, warnings } = await reset.report();
    return {
      history,
      diagnostics: { discriminatorResets: resets },
      warnings: [...warnings, ...testStatisticsWarnings(config.testStatistics)],
    };
  }

  /** Scores: `λ · mean (x − x̂)² + (1 − λ) · mean (f(x) − f(x̂))²`. Maps, which the method does not define: `mean_c |x − x̂|`. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** All variables, running statistics included. */
  state(): Promise<NamedTensors> {
    return this.#state.export();
  }

  /** Takes over what {@linkcode SkipGanomalyDetector.state} gave. */
  load(state: NamedTensors, source: string): void {
    this.#state.import(state, source);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#generator[Symbol.dispose]();
    this.#discriminator[Symbol.dispose]();
  }
}

/** Skip-GANomaly in the registry. */
export const SKIP_GANOMALY: Method = {
  id: "skip_ganomaly",
  title: "Skip-GANomaly",
  paper: "Akçay et al., IJCNN 2019",
  resolve: resolveSkipGanomalyConfig,
  create: (config, seed) => new SkipGanomalyDetector(config as SkipGanomalyConfig, seed),
  restore: (config, state, source) => {
    const detector = new SkipGanomalyDetector(parseSkipGanomalyConfig(config, source), 0);
    detector.load(state, source);
    return detector;
  },
};
