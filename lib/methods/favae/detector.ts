/**
 * FAVAE as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { imageScores, sigmaFor, smooth } from "../../daad/score.ts";
import type { ImageSet } from "../../data/image_set.ts";
import {
  type Backbone,
  backboneFacts,
  loadBackbone,
  weightsIdentity,
} from "../../nn/backbones/mod.ts";
import { Parameters } from "../../nn/parameters.ts";
import { fromUnit, toUnit } from "../../nn/pixel_range.ts";
import { combineStates, type Stateful } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import type { LossTerms } from "../../train/loop.ts";
import { normals } from "../../train/step_draws.ts";
import { otherBackbone } from "../backbone_variant.ts";
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
import { NO_DECAY } from "../fields.ts";
import { fitNetwork, type StepInputs } from "../fit_network.ts";
import { drawCode } from "../vae/loss.ts";
import {
  type FavaeConfig,
  favaeImageSize,
  parseFavaeConfig,
  resolveFavaeConfig,
} from "./config.ts";
import { favaeLoss, favaeMap, squaredErrors } from "./loss.ts";
import { type FavaeNetwork, favaeNetwork } from "./network.ts";
import { teacherFeatures, teacherStages } from "./teacher.ts";

/** A variational autoencoder that rebuilds a frozen network's features too. */
export class FavaeDetector implements Detector {
  readonly method = "favae";
  readonly config: FavaeConfig;
  readonly state: Stateful;
  readonly #parameters = new Parameters();
  readonly #backbone: Backbone;
  readonly #stages: readonly string[];
  readonly #network: FavaeNetwork;
  readonly #score = compile(
    ({ images }: { images: tf.Tensor4D }) => this.#scoreBatch(images),
    { name: "favae scoring", recordings: SCORED_SHAPES },
  );

  /**
   * @param config A complete configuration, from {@linkcode resolveFavaeConfig}.
   * @param seed Decides the initial values.
   * @throws {InputError} If the weights of the backbone are missing.
   */
  constructor(config: FavaeConfig, seed: number) {
    this.config = config;
    this.#backbone = loadBackbone(config.backbone);
    const { stages } = this.#backbone;
    this.#stages = teacherStages(this.#backbone);
    this.#network = favaeNetwork(
      { parameters: this.#parameters, random: new Random(seed, STREAM.initialValues) },
      config,
      this.#stages.map((name) => stages[name]!.channels),
    );
    this.state = combineStates({
      network: this.#parameters,
      weights: weightsIdentity(this.#backbone),
    });
  }

  /** The score is of features too. */
  get errors(): ErrorFacts {
    return { sigma: sigmaFor(this.config.score, this.config.imageSize) };
  }

  get parameterCount(): number {
    return this.#parameters.count();
  }

  /** Trains by the sum of all squared errors and the KL divergence; nothing is averaged. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { latent } = this.config;
    const history = await fitNetwork({
      ...this.config,
      ...NO_DECAY,
      ...options,
      name: "favae training step",
      images,
      parameters: this.#parameters,
      draw: (random, batchSize) => ({
        noise: tf.tensor2d(normals(batchSize * latent, random), [batchSize, latent]),
      }),
      loss: (inputs) => this.#loss(inputs),
    });
    const diagnostics = { backbone: backboneFacts(this.#backbone), features: this.#stages };
    return { history, diagnostics, warnings: [] };
  }

  /** Maps: smoothed errors of pixels and features, with z = μ. Scores: their statistic. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** The statistic of a map of any size. */
  mapScores(maps: tf.Tensor4D): tf.Tensor1D {
    return imageScores(maps, this.config.score);
  }

  /** Releases all variables, the backbone and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#parameters[Symbol.dispose]();
    this.#backbone[Symbol.dispose]();
  }

  #loss({ images, noise }: StepInputs): LossTerms {
    const pixels = toUnit(images);
    const code = this.#network.encode(pixels, "train");
    const decoded = this.#network.decode(drawCode(code, noise as tf.Tensor2D), "train");
    const teacher = teacherFeatures(this.#backbone, this.#stages, images);
    const { features, ...terms } = favaeLoss(
      { images: pixels, code, decoded, teacher },
      this.config.beta,
    );
    const named = features.map((term, i) => [`features of ${this.#stages[i]!}`, term] as const);
    return { ...terms, ...Object.fromEntries(named) };
  }

  #scoreBatch(images: tf.Tensor4D) {
    const { score, imageSize } = this.config;
    const pixels = toUnit(images);
    const decoded = this.#network.decode(this.#network.encode(pixels, "score").mean, "score");
    const teacher = teacherFeatures(this.#backbone, this.#stages, images);
    const errors = favaeMap(
      squaredErrors(pixels, decoded.images),
      decoded.features.map((found, i) => squaredErrors(found, teacher[i]!)),
    );
    const maps = smooth(errors, sigmaFor(score, imageSize));
    return { scores: imageScores(maps, score), maps, reconstructions: fromUnit(decoded.images) };
  }
}

/** FAVAE in the registry. */
export const FAVAE: Method = defineMethod({
  id: "favae",
  title: "FAVAE",
  paper: "Dehaene & Eline, arXiv 2008.05369, 2020",
  imageSize: favaeImageSize,
  goesOn: true,
  resolve: resolveFavaeConfig,
  parse: parseFavaeConfig,
  variant: otherBackbone("vgg16"),
  Detector: FavaeDetector,
});
