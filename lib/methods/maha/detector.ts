/**
 * MAHA as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import {
  type Backbone,
  backboneFacts,
  loadBackbone,
  weightsIdentity,
} from "../../nn/backbones/mod.ts";
import { requireStages } from "../../nn/backbones/load.ts";
import { combineStates, type Stateful } from "../../nn/stateful.ts";
import { Random, STREAM } from "../../random.ts";
import { otherBackbone } from "../../detector/backbone_variant.ts";
import { defineMethod } from "../../detector/define_method.ts";
import type {
  Detector,
  FitOptions,
  FitReport,
  GraphScore,
  Method,
  ScoredBatch,
} from "../../detector/detector.ts";
import type { RunContext } from "../../detector/run_context.ts";
import { collectFeatures } from "../../detector/features/collect.ts";
import { FeatureExtractor } from "../../detector/features/extractor.ts";
import { MAHA_BACKBONE, type MahaConfig, mahaConfig, mahaImageSize } from "./config.ts";
import { graphDistance } from "./graph_distance.ts";
import { MahaModel } from "./model.ts";

/** Seed of the split into folds: the split is the same for every run, whose own seed chooses one fold. */
const FOLD_SEED = 0;

/** Mahalanobis distances of the means of a frozen network's features. */
export class MahaDetector implements Detector {
  readonly method = "maha";
  readonly config: MahaConfig;
  /** Nothing is trained. */
  readonly parameterCount = 0;
  readonly state: Stateful;
  readonly #backbone: Backbone;
  readonly #extractor: FeatureExtractor;
  readonly #model: MahaModel;
  #affine: ReturnType<MahaModel["affine"]> | undefined;

  /**
   * @param config A complete configuration, from `mahaConfig.resolve`.
   * @throws {InputError} If the backbone's weights are missing, or it has no such level.
   */
  constructor(config: MahaConfig, _seed = 0, { weights, cache }: RunContext = {}) {
    this.config = config;
    this.#backbone = loadBackbone(config.backbone, weights);
    this.#extractor = new FeatureExtractor(this.#backbone, [], cache);
    try {
      this.#model = new MahaModel(this.#chosenLevels(), config);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.state = combineStates({
      weights: weightsIdentity(this.#backbone),
      vectors: this.#model,
    });
  }

  /** Fits a Gaussian to each level in one pass over the images. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const means: Float32Array[] = [];
    const { history, diagnostics, warnings } = await collectFeatures(this.#extractor, images, {
      ...options,
      visit: ({ features }) => means.push(features.means),
    });
    const started = performance.now();
    const { fitted, heldOut } = this.#split(means, options.seed);
    this.#model.fit(fitted, this.method);
    const report = {
      ...diagnostics,
      backbone: backboneFacts(this.#backbone),
      fittedImages: fitted.length,
      levels: this.#describeLevels(fitted, heldOut),
    };
    const seconds = history.seconds + (performance.now() - started) / 1000;
    return { history: { ...history, seconds }, diagnostics: report, warnings };
  }

  /** Scores: the sum of the levels' distances. There are no maps. */
  async score(images: tf.Tensor4D): Promise<ScoredBatch> {
    const [, height, width, channels] = images.shape;
    const values = await images.data<"float32">();
    const features = await this.#extractor.extract({ values, height, width, channels });
    return { scores: tf.tensor1d(features.map(({ means }) => this.#model.score(means))) };
  }

  /** The same score in float32, where `score` computes in float64. */
  get graphScore(): GraphScore {
    const levels = () => this.#affine ??= this.#model.affine();
    return {
      bytes: this.#model.affineBytes,
      score: (images) =>
        tf.tidy(() => {
          const { means } = this.#extractor.features(images);
          const distances = levels().map((level) => {
            const { from, to } = level;
            const own = tf.slice(means, [0, from], [means.shape[0], to - from]);
            return graphDistance(own, level);
          });
          return { scores: tf.addN(distances) };
        }),
    };
  }

  /** Releases the network. */
  [Symbol.dispose](): void {
    this.#extractor[Symbol.dispose]();
    this.#backbone[Symbol.dispose]();
  }

  /** The levels that the score uses, in the order of the network. */
  #chosenLevels(): FeatureExtractor["stages"] {
    const { levels, score, backbone } = this.config;
    const all = this.#extractor.stages.map(({ name }) => name);
    const wanted = score !== "sum" ? [score] : levels === "all" ? all : levels;
    requireStages(backbone, this.#backbone.stages, wanted);
    return this.#extractor.stages.filter(({ name }) => wanted.includes(name));
  }

  #split(
    means: readonly Float32Array[],
    seed: number,
  ): { fitted: Float32Array[]; heldOut: Float32Array[] } {
    const { folds } = this.config;
    if (folds === 1) return { fitted: [...means], heldOut: [] };
    const order = new Random(FOLD_SEED, STREAM.heldOut).permutation(means.length);
    const part = (out: boolean) =>
      order.filter((_, i) => (i % folds === seed % folds) === out).sort((a, b) => a - b)
        .map((index) => means[index]!);
    return { fitted: part(false), heldOut: part(true) };
  }

  /** The mean squared distance is near the number of dimensions for images like the fitted ones. */
  #describeLevels(fitted: readonly Float32Array[], heldOut: readonly Float32Array[]) {
    const squares = (means: readonly Float32Array[]) => {
      const distances = means.map((one) => this.#model.distances(one));
      return (i: number) =>
        distances.reduce((sum, own) => sum + own[i]! ** 2, 0) / distances.length;
    };
    const [training, others] = [squares(fitted), squares(heldOut)];
    return [...this.#model.levels].map(([name, { dimensions, shrinkage }], i) => ({
      name,
      dimensions,
      shrinkage,
      squaredDistanceOverDimensions: {
        fitted: training(i) / dimensions,
        ...(heldOut.length > 0 && { heldOut: others(i) / dimensions }),
      },
    }));
  }
}

/** MAHA in the registry. */
export const MAHA: Method = defineMethod({
  id: "maha",
  title: "MAHA",
  paper: "Rippel et al., ICPR 2020",
  variant: otherBackbone(MAHA_BACKBONE),
  imageSize: mahaImageSize,
  config: mahaConfig,
  Detector: MahaDetector,
});
