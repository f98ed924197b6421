/**
 * The variational autoencoder as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { readAndDispose } from "../../backend/read.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
import { toUnit } from "../../nn/pixel_range.ts";
import { Random, STREAM } from "../../random.ts";
import { normals } from "../../train/step_draws.ts";
import { imageScores } from "../../daad/score.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import type { ErrorFacts } from "../error_facts.ts";
import { errorFacts } from "../error_statistics.ts";
import { diagnosticImages } from "../diagnostic_images.ts";
import { NO_DECAY } from "../fields.ts";
import { fitNetwork, type StepInputs } from "../fit_network.ts";
import { parseVaeConfig, resolveVaeConfig, type VaeConfig } from "./config.ts";
import { drawCode, klByUnit, klDivergence, negativeLogLikelihood } from "./loss.ts";
import { type VaeNetwork, vaeNetwork } from "./network.ts";
import { isSampled, scoreVae } from "./score.ts";

/** A unit of the code is in use above this mean KL divergence, in nats. */
const ACTIVE_KL = 0.01;

/** A variational autoencoder. */
export class VaeDetector implements Detector {
  readonly method = "vae";
  readonly config: VaeConfig;
  readonly state = new Parameters();
  readonly #network: VaeNetwork;
  /** ε of sampled scores: the same for every image, model and seed. */
  readonly #noise?: Float32Array;
  readonly #score = compile(
    ({ images, noise }: { images: tf.Tensor4D } & Readonly<Record<string, tf.Tensor>>) => ({
      ...scoreVae(this.#network, this.config, images, noise as tf.Tensor2D | undefined),
    }),
    { name: "vae scoring", recordings: SCORED_SHAPES },
  );

  /**
   * @param config A complete configuration, from {@linkcode resolveVaeConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: VaeConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#network = vaeNetwork({ parameters: this.state, random }, config);
    if (isSampled(config)) {
      this.#noise = normals(config.samples * config.codeSize, new Random(0, STREAM.stepDraws));
    }
  }

  get errors(): ErrorFacts {
    const { score, map, imageSize } = this.config;
    const { sigma, own } = errorFacts(map, imageSize);
    return { sigma, own: score === "map" ? own : score === "mse" ? "mse" : undefined };
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains by `mean_images Rec + β·KL`. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { codeSize } = this.config;
    const history = await fitNetwork({
      ...this.config,
      ...NO_DECAY,
      ...options,
      name: "vae training step",
      images,
      parameters: this.state,
      draw: (random, batchSize) => ({
        noise: tf.tensor2d(normals(batchSize * codeSize, random), [batchSize, codeSize]),
      }),
      loss: (inputs) => this.#loss(inputs),
    });
    return { history, ...await this.#diagnose(images) };
  }

  /** Maps: squared errors in the scale of [0, 1]. Scores: as the configuration says. */
  score(images: tf.Tensor4D): ScoredBatch {
    const { samples, codeSize } = this.config;
    return tf.tidy(() => {
      const noise = this.#noise && { noise: tf.tensor2d(this.#noise, [samples, codeSize]) };
      return this.#score({ images, ...noise });
    });
  }

  /** The statistic of a map of any size, where it is the score. */
  get mapScores(): Detector["mapScores"] {
    const { score, map } = this.config;
    return score === "map" ? (maps) => imageScores(maps, map) : undefined;
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }

  #loss({ images, noise }: StepInputs) {
    const { likelihood, beta } = this.config;
    const code = this.#network.encode(images, "train");
    const logits = this.#network.decode(drawCode(code, noise as tf.Tensor2D), "train");
    const reconstruction = tf.mean(negativeLogLikelihood(toUnit(images), logits, likelihood));
    const kl = tf.mean(klDivergence(code));
    const total = tf.add(reconstruction, tf.mul(kl, beta));
    return { total, reconstruction, kl } as Record<"total" | "reconstruction" | "kl", tf.Scalar>;
  }

  /** How much of the code carries anything: without it the decoder is one image. */
  async #diagnose(images: ImageSet): Promise<Pick<FitReport, "diagnostics" | "warnings">> {
    const batch = await diagnosticImages(images);
    const { units } = await readAndDispose(tf.tidy(() => ({
      units: tf.mean(klByUnit(this.#network.encode(batch, "score")), 0),
    })));
    batch.dispose();
    const activeUnits = units.filter((kl) => kl > ACTIVE_KL).length;
    const kl = units.reduce((sum, unit) => sum + unit, 0);
    const warnings = activeUnits > 0
      ? []
      : [`the code carries nothing (KL ${kl.toFixed(4)} an image); a lower beta keeps it in use`];
    return { diagnostics: { kl, activeUnits, codeSize: units.length }, warnings };
  }
}

/** The VAE in the registry. */
export const VAE: Method = defineMethod({
  id: "vae",
  title: "VAE",
  paper: "Kingma & Welling, ICLR 2014; An & Cho, 2015",
  goesOn: true,
  resolve: resolveVaeConfig,
  parse: parseVaeConfig,
  Detector: VaeDetector,
});
