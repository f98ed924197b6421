/**
 * The plain autoencoder as a detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { reconstructionLoss } from "../../daad/losses.ts";
import { imageScores, reconstructionMap, sigmaFor, smooth } from "../../daad/score.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
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
import type { ErrorFacts } from "../error_facts.ts";
import { errorFacts } from "../error_statistics.ts";
import { augmentationOf } from "../fields.ts";
import { fitNetwork } from "../fit_network.ts";
import { type AeConfig, parseAeConfig, resolveAeConfig } from "./config.ts";
import { type Autoencoder, autoencoder } from "./network.ts";

/** A plain autoencoder, or a U-Net with skips `plain`. */
export class AeDetector implements Detector {
  readonly method = "ae";
  readonly config: AeConfig;
  readonly state = new Parameters();
  readonly #reconstruct: Autoencoder;
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const reconstructions = this.#reconstruct(images, "score");
    const errors = reconstructionMap(images, reconstructions);
    const maps = smooth(errors, sigmaFor(this.config.score, this.config.imageSize));
    return { scores: imageScores(maps, this.config.score), maps, reconstructions };
  }, { name: "ae scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from {@linkcode resolveAeConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: AeConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#reconstruct = autoencoder({ parameters: this.state, random }, config);
  }

  get errors(): ErrorFacts {
    return errorFacts(this.config.score, this.config.imageSize);
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains by the mean squared error. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const history = await fitNetwork({
      ...this.config,
      ...options,
      name: "ae training step",
      images,
      augment: augmentationOf(this.config),
      parameters: this.state,
      loss: ({ images }) => ({
        total: reconstructionLoss(images, this.#reconstruct(images, "train"), "mse"),
      }),
    });
    return { history, diagnostics: {}, warnings: [] };
  }

  /** Maps: smoothed squared errors. Scores: their statistic. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** The statistic of a map of any size. */
  mapScores(maps: tf.Tensor4D): tf.Tensor1D {
    return imageScores(maps, this.config.score);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** The autoencoder in the registry. */
export const AE: Method = defineMethod({
  id: "ae",
  title: "AE",
  paper: "the baseline of Gong et al., ICCV 2019, and Hou et al., ICCV 2021",
  goesOn: true,
  resolve: resolveAeConfig,
  parse: parseAeConfig,
  // The code is one position, not a map.
  variant: ({ imageSize, levels }) => imageSize === 2 ** Number(levels) ? "bottleneck" : undefined,
  Detector: AeDetector,
});
