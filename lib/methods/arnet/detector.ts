/**
 * ARNet as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { reconstructionLoss } from "../../daad/losses.ts";
import { randomFlip } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
import { fromUnit, toUnit } from "../../nn/pixel_range.ts";
import { Sgd } from "../../nn/sgd.ts";
import { combineStates, type Stateful } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { batchResults } from "../../train/batch_results.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import { fitNetwork } from "../fit_network.ts";
import { type ArnetConfig, arnetConfig } from "./config.ts";
import { drawTurns, type Erasing, erasing, ROTATIONS } from "./erasing.ts";
import { type ArnetNetwork, arnetNetwork } from "./network.ts";
import { combineErrors, meanErrors, restorationErrors } from "./score.ts";

/** A U-Net that restores the orientation and the colours of images. */
export class ArnetDetector implements Detector {
  readonly method = "arnet";
  readonly config: ArnetConfig;
  readonly state: Stateful;
  readonly #parameters = new Parameters();
  readonly #statistics = new Parameters();
  readonly #network: ArnetNetwork;
  readonly #erase: Erasing;
  /** κ; ones until the end of the training, and in the variant without. */
  readonly #scales: tf.Variable<tf.Rank.R1>;
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const { maps, unrotated } = restorationErrors(this.#network, this.#erase, toUnit(images));
    return {
      ...combineErrors(maps, this.#scales),
      reconstructions: fromUnit(unrotated),
    };
  }, { name: "arnet scoring", recordings: SCORED_SHAPES });
  readonly #errors = compile(({ images }: { images: tf.Tensor4D }) => ({
    errors: meanErrors(restorationErrors(this.#network, this.#erase, toUnit(images)).maps),
  }), { name: "arnet errors", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from `arnetConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: ArnetConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#network = arnetNetwork({ parameters: this.#parameters, random }, config);
    this.#erase = erasing(config);
    const ones = new Float32Array(ROTATIONS).fill(1);
    this.#scales = this.#statistics.buffer("scales", ones, [ROTATIONS]) as tf.Variable<tf.Rank.R1>;
    this.state = combineStates({ network: this.#parameters, statistics: this.#statistics });
  }

  get parameterCount(): number {
    return this.#parameters.count();
  }

  /** Trains by the mean squared error between the restored image and the image. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const history = await fitNetwork({
      ...config,
      ...options,
      decayRepeats: true,
      optimiser: Sgd,
      name: "arnet training step",
      images,
      parameters: this.#parameters,
      augment: config.flips ? randomFlip("horizontal") : undefined,
      draw: (random, batchSize) => ({ turns: drawTurns(batchSize, random) }),
      loss: ({ images, turns }) => {
        const targets = toUnit(images);
        const restored = this.#network(this.#erase(targets, turns as tf.Tensor1D), "train");
        return { total: reconstructionLoss(targets, restored, "mse") };
      },
    });
    if (config.normalization === "none") return { history, diagnostics: {}, warnings: [] };
    const scales = await this.#measureScales(images, options.signal);
    tf.tidy(() => this.#scales.assign(tf.tensor1d(scales)));
    return { history, diagnostics: { meanErrors: scales }, warnings: [] };
  }

  /** Maps: errors averaged over rotations. Scores: their means. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#errors[Symbol.dispose]();
    this.#parameters[Symbol.dispose]();
    this.#statistics[Symbol.dispose]();
  }

  /** κ: the mean of e_j over training images, which are not augmented here. */
  async #measureScales(images: ImageSet, signal: AbortSignal | undefined): Promise<number[]> {
    const sums = Array<number>(ROTATIONS).fill(0);
    const compute = (images: tf.Tensor4D) => this.#errors({ images });
    const batches = batchResults(images, compute, { activity: "measuring errors", signal });
    for await (const { values } of batches) {
      values.get("errors")!.forEach((error, i) => sums[i % ROTATIONS]! += error);
    }
    return sums.map((sum) => sum / images.files.length);
  }
}

/** ARNet in the registry. */
export const ARNET: Method = defineMethod({
  id: "arnet",
  title: "ARNet",
  paper: "Ye et al., IEEE Transactions on Multimedia 2021",
  config: arnetConfig,
  Detector: ArnetDetector,
});
