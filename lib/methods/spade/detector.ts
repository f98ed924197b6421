/**
 * SPADE as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { otherBackbone } from "../../detector/config/backbone_variant.ts";
import type { Method } from "../../detector/contract/detector.ts";
import { cropImage, cropImages } from "../../detector/define/crop.ts";
import { defineMethod } from "../../detector/define/define_method.ts";
import { collectFeatures } from "../../detector/features/collect.ts";
import {
  FEATURE_BATCH,
  FeatureExtractor,
  type ImageFeatures,
  type StageRange,
} from "../../detector/features/extractor.ts";
import { InputError } from "../../errors.ts";
import { requireStages } from "../../nn/backbones/load.ts";
import {
  type Backbone,
  backboneFacts,
  loadBackbone,
  weightsIdentity,
} from "../../nn/backbones/mod.ts";
import { anomalyMap } from "./anomaly_map.ts";
import { SPADE_BACKBONE, type SpadeConfig, spadeConfig, spadeImageSize } from "./config.ts";
import { bytesOf, Gallery } from "./gallery.ts";
import { graphMeanDistance } from "./graph_distance.ts";
import { meanDistance, nearestVectors, type Neighbour } from "./nearest_vectors.ts";

/** Strides of the stages that are compared by default. */
const STRIDES = [4, 8, 16];

/**
 * SPADE in the registry: compares images with the nearest normal images, and positions with the
 * nearest positions in them.
 */
export const SPADE: Method = defineMethod({
  id: "spade",
  title: "SPADE",
  paper: "Cohen and Hoshen, 2020",
  variant: otherBackbone(SPADE_BACKBONE),
  imageSize: spadeImageSize,
  config: spadeConfig,
  build: (scope, config) => {
    const { crop, channels, neighbours, pixelNeighbours, memory } = config;
    const { weights, cache } = scope.context;
    const backbone = scope.own(loadBackbone(config.backbone, weights));
    const stages = comparedStages(config, backbone);
    const extractor = scope.own(new FeatureExtractor(backbone, stages, cache));
    extractor.requireSize(crop);
    // Where an image's vector is in the means of its stages.
    const { name: vector, from, to } = vectorStage(config, backbone, extractor.stages);
    const length = to - from;
    scope.saved("weights", weightsIdentity(backbone));
    const gallery = scope.saved(
      "gallery",
      new Gallery({ extractor, side: crop, channels, length, memory: memory * 1e6 }),
    );
    // The middle of the image, which SPADE looks at.
    const mapped = { size: config.imageSize, side: crop };
    const options = {
      count: pixelNeighbours,
      sigma: (config.sigmaAt224 * crop) / 224,
      crop: mapped,
    };
    return {
      mapped,
      // Scores: the mean distance to the K nearest vectors. Maps: distances of positions.
      score: async (images) => {
        if (gallery.size === 0) throw new RangeError("Cannot score before the fit");
        const middles = tf.keep(cropImages(images, mapped));
        const features = await extractor.extractFrom(middles).finally(() => middles.dispose());
        const nearest = features.map(({ means }) =>
          nearestVectors(means.subarray(from, to), gallery.vectors, neighbours)
        );
        const maps: tf.Tensor4D[] = [];
        try {
          for (const [i, image] of features.entries()) {
            const means = Object.fromEntries(
              extractor.stages.map(({ name, from, to }) => [name, image.means.subarray(from, to)]),
            );
            const others = neighbourMaps(gallery, nearest[i]!);
            maps.push(await anomalyMap({ maps: image.maps, means }, others, options));
          }
          const all = tf.concat(maps, 0);
          return { scores: tf.tensor1d(nearest.map(meanDistance)), maps: all };
        } finally {
          tf.dispose(maps);
        }
      },
      // The score without the maps, which would need the feature maps of all training images.
      graphScore: {
        get bytes() {
          return gallery.vectors.byteLength;
        },
        score: (images) =>
          tf.tidy(() => {
            const { means } = extractor.features(cropImages(images, mapped));
            const queries = tf.slice(means, [0, from], [means.shape[0], length]);
            const rows = tf.tensor2d(gallery.vectors, [gallery.size, length]);
            return { scores: graphMeanDistance(queries, rows, neighbours) };
          }),
      },
      // Takes all images into the gallery in one pass.
      fit: async (images, options) => {
        gallery.begin(images.files.length);
        let bytes = 0;
        const { history, diagnostics, warnings } = await collectFeatures(extractor, images, {
          ...options,
          change: { height: crop, width: crop, apply: (pixels) => cropImage(pixels, mapped) },
          visit: ({ pixels, features: { means, maps } }) => {
            gallery.add(pixels, means.subarray(from, to), maps);
            bytes += bytesOf(maps);
          },
        });
        const fewer = gallery.size < neighbours
          ? [`neighbours: ${neighbours} asked for, but there are ${gallery.size} training images`]
          : [];
        const report = {
          ...diagnostics,
          backbone: backboneFacts(backbone),
          gallery: {
            images: gallery.size,
            neighbours: Math.min(neighbours, gallery.size),
            pixelNeighbours,
            vector,
            stages,
            mapMegabytes: bytes / 1e6,
            memoryMegabytes: memory,
          },
        };
        return { history, diagnostics: report, warnings: [...warnings, ...fewer] };
      },
    };
  },
});

/**
 * Yields maps, computing as many at a time as the network takes, so few are in memory if the gallery
 * keeps none.
 */
async function* neighbourMaps(
  gallery: Gallery,
  nearest: readonly Neighbour[],
): AsyncGenerator<ImageFeatures["maps"]> {
  for (let start = 0; start < nearest.length; start += FEATURE_BATCH) {
    const some = nearest.slice(start, start + FEATURE_BATCH);
    yield* await gallery.maps(some.map(({ index }) => index));
  }
}

function comparedStages({ stages }: SpadeConfig, backbone: Backbone): readonly string[] {
  const known = backbone.stages;
  if (stages !== "auto") {
    requireStages(backbone, stages);
    return stages;
  }
  const found = STRIDES.map((stride) =>
    Object.keys(known).findLast((name) => known[name]!.stride === stride)
  ).filter((name) => name !== undefined);
  if (found.length > 0) return found;
  throw new InputError(
    `stages: ${backbone.id} has none of stride ${STRIDES.join(", ")}; expected some of ` +
      Object.keys(known).join(", "),
  );
}

function vectorStage(
  { vector }: SpadeConfig,
  backbone: Backbone,
  stages: readonly StageRange[],
): StageRange {
  if (vector === "deepest") return stages.at(-1)!;
  requireStages(backbone, [vector]);
  return stages.find(({ name }) => name === vector)!;
}
