/**
 * MAHA as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { otherBackbone } from "../../detector/config/backbone_variant.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { collectFeatures } from "../../detector/features/collect.ts";
import { FeatureExtractor, type StageRange } from "../../detector/features/extractor.ts";
import { requireStages } from "../../nn/backbones/load.ts";
import {
  type Backbone,
  backboneFacts,
  loadBackbone,
  weightsIdentity,
} from "../../nn/backbones/mod.ts";
import { sumOf } from "../../nn/ops/sum.ts";
import { Random, STREAM } from "../../random.ts";
import { MAHA_BACKBONE, type MahaConfig, mahaConfig, mahaImageSize } from "./config.ts";
import { graphDistance } from "./graph_distance.ts";
import { MahaModel } from "./model.ts";

/** Seed of the split into folds: the split is the same for every run, whose own seed chooses one fold. */
const FOLD_SEED = 0;

/** MAHA in the registry: Mahalanobis distances of the means of a frozen network's features. */
export const MAHA: Method = defineMethod({
  id: "maha",
  title: "MAHA",
  paper: "Rippel et al., ICPR 2020",
  variant: otherBackbone(MAHA_BACKBONE),
  imageSize: mahaImageSize,
  config: mahaConfig,
  build: (scope, config) => {
    const { weights, cache } = scope.context;
    const backbone = scope.own(loadBackbone(config.backbone, weights));
    const extractor = scope.own(new FeatureExtractor(backbone, [], cache));
    extractor.requireSize(config.imageSize);
    const levels = chosenLevels(config, backbone, extractor.stages);
    scope.saved("weights", weightsIdentity(backbone));
    const model = scope.saved("vectors", new MahaModel(levels, config));
    return {
      // Scores: the sum of the levels' distances. There are no maps.
      score: async (images) => {
        const features = await extractor.extractFrom(images);
        return { scores: tf.tensor1d(features.map(({ means }) => model.score(means))) };
      },
      // The same score in float32, where `score` computes in float64.
      graphScore: {
        get bytes() {
          return model.affineBytes;
        },
        score: (images) =>
          tf.tidy(() => {
            const { means } = extractor.features(images);
            const distances = model.affine.map((level) => {
              const { from, to } = level;
              const own = tf.slice(means, [0, from], [means.shape[0], to - from]);
              return graphDistance(own, level);
            });
            return { scores: sumOf(distances) };
          }),
      },
      // Fits a Gaussian to each level in one pass over the images.
      fit: async (images, options) => {
        const means: Float32Array[] = [];
        const { history, diagnostics, warnings } = await collectFeatures(extractor, images, {
          ...options,
          visit: ({ features }) => means.push(features.means),
        });
        const started = performance.now();
        const { fitted, heldOut } = split(means, config.folds, options.seed);
        model.fit(fitted, "maha");
        const report = {
          ...diagnostics,
          backbone: backboneFacts(backbone),
          fittedImages: fitted.length,
          levels: describeLevels(model, fitted, heldOut),
        };
        const seconds = history.seconds + (performance.now() - started) / 1000;
        return { history: { ...history, seconds }, diagnostics: report, warnings };
      },
    };
  },
});

/** The levels that the score uses, in the order of the network. */
function chosenLevels(
  { levels, score }: MahaConfig,
  backbone: Backbone,
  stages: readonly StageRange[],
): StageRange[] {
  const all = stages.map(({ name }) => name);
  const wanted = score !== "sum" ? [score] : levels === "all" ? all : levels;
  requireStages(backbone, wanted);
  return stages.filter(({ name }) => wanted.includes(name));
}

function split(
  means: readonly Float32Array[],
  folds: number,
  seed: number,
): { fitted: Float32Array[]; heldOut: Float32Array[] } {
  if (folds === 1) return { fitted: [...means], heldOut: [] };
  const order = new Random(FOLD_SEED, STREAM.heldOut).permutation(means.length);
  const part = (out: boolean) =>
    order.filter((_, i) => (i % folds === seed % folds) === out).sort((a, b) => a - b)
      .map((index) => means[index]!);
  return { fitted: part(false), heldOut: part(true) };
}

/** The mean squared distance is near the number of dimensions for images like the fitted ones. */
function describeLevels(
  model: MahaModel,
  fitted: readonly Float32Array[],
  heldOut: readonly Float32Array[],
) {
  const squares = (means: readonly Float32Array[]) => {
    const distances = means.map((one) => model.distances(one));
    return (i: number) => distances.reduce((sum, own) => sum + own[i]! ** 2, 0) / distances.length;
  };
  const [training, others] = [squares(fitted), squares(heldOut)];
  return [...model.levels].map(([name, { dimensions, shrinkage }], i) => ({
    name,
    dimensions,
    shrinkage,
    squaredDistanceOverDimensions: {
      fitted: training(i) / dimensions,
      ...(heldOut.length > 0 && { heldOut: others(i) / dimensions }),
    },
  }));
}
