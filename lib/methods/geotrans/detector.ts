/**
 * GeoTrans as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { logSoftmax } from "../../nn/log_softmax.ts";
import { Parameters } from "../../nn/parameters.ts";
import { type PixelMover, pixelMover } from "../../nn/pixel_moves.ts";
import { combineStates, type Stateful } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { batchResults } from "../../train/batch_results.ts";
import type { LossTerms } from "../../train/loop.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import { NO_DECAY } from "../fields.ts";
import { fitNetwork } from "../fit_network.ts";
import { type GeotransConfig, geotransConfig } from "./config.ts";
import { expandedSet, takeApart } from "./expanded_set.ts";
import { transformationLoss } from "./loss.ts";
import { type TransformationClassifier, wideResidualNetwork } from "./network.ts";
import { AnswerSums, dirichletScores, simplifiedScores } from "./score.ts";
import { TRANSFORMATIONS, transformations } from "./transformations.ts";

/** The network halves twice and shifts are a quarter of the side. */
const SIZE_UNIT = 8;
/** Transformations in one call of the network; a divisor of 72. */
const TOGETHER = 8;
/** Below this share of right answers the scores mean little; guessing has 1/72. */
const POOR_ACCURACY = 0.1;

/** Up to twice what guessing reaches, a classifier knows nothing. */
const NOTHING_LEARNT = 2 / TRANSFORMATIONS;

/** Images under transformations: `[b, h, w, c]` and for each an index, `[b]` int32. */
type Transformed = { readonly images: tf.Tensor4D; readonly chosen: tf.Tensor1D };

/** A classifier of geometric transformations, whose uncertainty is the score. */
export class GeotransDetector implements Detector {
  readonly method = "geotrans";
  readonly config: GeotransConfig;
  readonly state: Stateful;
  /** Each is computed 72 times. */
  readonly scoredTogether = 8;
  readonly #parameters = new Parameters();
  readonly #statistics = new Parameters();
  readonly #classify: TransformationClassifier;
  readonly #transform: PixelMover;
  /** α of each transformation; only for the Dirichlet score. */
  readonly #alpha?: tf.Variable<tf.Rank.R2>;
  readonly #answer = compile((inputs: Transformed) => ({
    logarithms: logSoftmax(this.#classify(this.#prepare(inputs), "score")),
  }), { name: "geotrans scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from `geotransConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: GeotransConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#classify = wideResidualNetwork({ parameters: this.#parameters, random }, config);
    this.#transform = pixelMover(transformations(paddedSize(config.imageSize)));
    if (config.score === "dirichlet") {
      const shape = [TRANSFORMATIONS, TRANSFORMATIONS];
      const ones = new Float32Array(TRANSFORMATIONS ** 2).fill(1);
      this.#alpha = this.#statistics.buffer("alpha", ones, shape) as tf.Variable<tf.Rank.R2>;
    }
    this.state = combineStates({ network: this.#parameters, statistics: this.#statistics });
  }

  get parameterCount(): number {
    return this.#parameters.count();
  }

  /** Trains by the cross-entropy of the transformations, then fits the Dirichlet distributions. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const history = await fitNetwork({
      ...this.config,
      ...NO_DECAY,
      ...options,
      name: "geotrans training step",
      images: expandedSet(images),
      parameters: this.#parameters,
      loss: (inputs) => this.#loss(takeApart(inputs.images)),
    });
    return { history, ...await this.#fitAnswers(images, options.signal) };
  }

  /** Scores as the configuration says; there are no maps. */
  score(images: tf.Tensor4D): ScoredBatch {
    return tf.tidy(() => {
      const logarithms = this.#answers(images);
      const scores = this.#alpha
        ? dirichletScores(logarithms, this.#alpha)
        : simplifiedScores(logarithms);
      return { scores };
    });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#answer[Symbol.dispose]();
    this.#parameters[Symbol.dispose]();
    this.#statistics[Symbol.dispose]();
  }

  #loss(inputs: Transformed): LossTerms {
    const logits = this.#classify(this.#prepare(inputs), "train");
    const { weightDecay } = this.config;
    return transformationLoss(logits, inputs.chosen, this.#parameters.trainables(), weightDecay);
  }

  /** Surrounded by black and transformed. */
  #prepare({ images, chosen }: Transformed): tf.Tensor4D {
    const missing = paddedSize(this.config.imageSize) - this.config.imageSize;
    if (missing === 0) return this.#transform(images, chosen);
    const around: [number, number] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
    return this.#transform(tf.pad(images, [[0, 0], around, around, [0, 0]], -1), chosen);
  }

  /** `log p_j(T_i(x))`, `[b, i, j]`: some transformations at a time, to bound the memory. */
  #answers(images: tf.Tensor4D): tf.Tensor3D {
    const count = images.shape[0];
    return tf.tidy(() => {
      const repeated: tf.Tensor4D = tf.tile(images, [TOGETHER, 1, 1, 1]);
      const parts = Array.from({ length: TRANSFORMATIONS / TOGETHER }, (_, part) => {
        const chosen = Int32Array.from(
          { length: TOGETHER * count },
          (_, k) => part * TOGETHER + Math.floor(k / count),
        );
        return this.#answer({ images: repeated, chosen: tf.tensor1d(chosen, "int32") }).logarithms;
      });
      const all = tf.concat(parts, 0).reshape([TRANSFORMATIONS, count, TRANSFORMATIONS]);
      return tf.transpose(all, [1, 0, 2]) as tf.Tensor3D;
    });
  }

  async #fitAnswers(
    images: ImageSet,
    signal: AbortSignal | undefined,
  ): Promise<Omit<FitReport, "history">> {
    const sums = new AnswerSums(TRANSFORMATIONS);
    const compute = (images: tf.Tensor4D) => ({ logarithms: this.#answers(images) });
    const batches = batchResults(images, compute, {
      activity: "fitting answers",
      batchSize: this.scoredTogether,
      signal,
    });
    for await (const { values } of batches) sums.add(values.get("logarithms")!);
    const { accuracy } = sums;
    const told = `${(100 * accuracy).toFixed(1)} % of the transformations of training images`;
    const warnings = accuracy >= POOR_ACCURACY ? [] : [
      `only ${told} are told apart; train longer`,
    ];
    const untrained = accuracy > NOTHING_LEARNT
      ? undefined
      : `${told} are told apart, guessing has ` +
        `${(100 / TRANSFORMATIONS).toFixed(1)} %`;
    if (!this.#alpha) return { diagnostics: { accuracy }, warnings, untrained };
    const { alpha, unsettled } = sums.fit();
    tf.tidy(() => this.#alpha!.assign(tf.tensor2d(alpha, [TRANSFORMATIONS, TRANSFORMATIONS])));
    return { diagnostics: { accuracy, unsettledDirichletFits: unsettled }, warnings, untrained };
  }
}

/** The next multiple of {@linkcode SIZE_UNIT}. */
function paddedSize(imageSize: number): number {
  return Math.ceil(imageSize / SIZE_UNIT) * SIZE_UNIT;
}

/** GeoTrans in the registry. */
export const GEOTRANS: Method = defineMethod({
  id: "geotrans",
  title: "GeoTrans",
  paper: "Golan & El-Yaniv, NeurIPS 2018",
  config: geotransConfig,
  Detector: GeotransDetector,
});
