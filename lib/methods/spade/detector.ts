/**
 * SPADE as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import { InputError } from "../../errors.ts";
import { requireStages } from "../../nn/backbones/load.ts";
import {
  type Backbone,
  backboneFacts,
  loadBackbone,
  weightsIdentity,
} from "../../nn/backbones/mod.ts";
import { combineStates, type Stateful } from "../../nn/stateful.ts";
import { otherBackbone } from "../../detector/backbone_variant.ts";
import { cropImage, cropImages } from "../../detector/crop.ts";
import { defineMethod } from "../../detector/define_method.ts";
import type {
  Crop,
  Detector,
  FitOptions,
  FitReport,
  GraphScore,
  Method,
  ScoredBatch,
} from "../../detector/detector.ts";
import type { RunContext } from "../../detector/run_context.ts";
import { collectFeatures } from "../../detector/features/collect.ts";
import {
  FEATURE_BATCH,
  FeatureExtractor,
  type ImageFeatures,
} from "../../detector/features/extractor.ts";
import { anomalyMap, type MapOptions } from "./anomaly_map.ts";
import { SPADE_BACKBONE, type SpadeConfig, spadeConfig, spadeImageSize } from "./config.ts";
import { Gallery } from "./gallery.ts";
import { graphMeanDistance } from "./graph_distance.ts";
import { meanDistance, nearestVectors, type Neighbour } from "./nearest_vectors.ts";

/** Strides of the stages that are compared by default. */
const STRIDES = [4, 8, 16];

/** Compares images with the nearest normal images, and positions with the nearest positions in them. */
export class SpadeDetector implements Detector {
  readonly method = "spade";
  readonly config: SpadeConfig;
  /** Nothing is trained. */
  readonly parameterCount = 0;
  readonly state: Stateful;
  readonly #backbone: Backbone;
  readonly #extractor: FeatureExtractor;
  readonly #gallery: Gallery;
  /** Where an image's vector is in the means of its stages. */
  readonly #vector: { readonly name: string; readonly from: number; readonly to: number };

  /**
   * @param config A complete configuration, from `spadeConfig.resolve`.
   * @throws {InputError} If the backbone's weights are missing, or it has no such stage.
   */
  constructor(config: SpadeConfig, _seed = 0, { weights, cache }: RunContext = {}) {
    this.config = config;
    this.#backbone = loadBackbone(config.backbone, weights);
    try {
      this.#extractor = new FeatureExtractor(this.#backbone, this.#comparedStages(), cache);
      this.#vector = this.#vectorStage();
    } catch (error) {
      this.#backbone[Symbol.dispose]();
      throw error;
    }
    this.#gallery = new Gallery({
      extractor: this.#extractor,
      side: config.crop,
      channels: config.channels,
      length: this.#vector.to - this.#vector.from,
      memory: config.memory * 1e6,
    });
    this.state = combineStates({
      weights: weightsIdentity(this.#backbone),
      gallery: this.#gallery,
    });
  }

  /** Takes all images into the gallery in one pass. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { crop, neighbours, pixelNeighbours, memory } = this.config;
    const own = { height: crop, width: crop };
    this.#gallery.begin(images.files.length);
    let bytes = 0;
    const { history, diagnostics, warnings } = await collectFeatures(this.#extractor, images, {
      ...options,
      change: { ...own, apply: (pixels) => cropImage(pixels, this.mapped) },
      visit: ({ pixels, features }) => {
        this.#gallery.add(pixels, this.#vectorOf(features), features.maps);
        bytes += Object.values(features.maps).reduce((sum, map) => sum + map.byteLength, 0);
      },
    });
    const fewer = this.#gallery.size < neighbours
      ? [`neighbours: ${neighbours} asked for, but there are ${this.#gallery.size} training images`]
      : [];
    const report = {
      ...diagnostics,
      backbone: backboneFacts(this.#backbone),
      gallery: {
        images: this.#gallery.size,
        neighbours: Math.min(neighbours, this.#gallery.size),
        pixelNeighbours,
        vector: this.#vector.name,
        stages: this.#comparedStages(),
        mapMegabytes: bytes / 1e6,
        memoryMegabytes: memory,
      },
    };
    return { history, diagnostics: report, warnings: [...warnings, ...fewer] };
  }

  /** Scores: the mean distance to the K nearest vectors. Maps: distances of positions. */
  async score(images: tf.Tensor4D): Promise<ScoredBatch> {
    if (this.#gallery.size === 0) throw new RangeError("Cannot score before the fit");
    const [count, , , channels] = images.shape;
    const values = await images.data<"float32">();
    const { size, side } = this.mapped;
    const length = size * size * channels;
    const cropped = new Float32Array(count * side * side * channels);
    for (let i = 0; i < count; i++) {
      const image = values.subarray(i * length, (i + 1) * length);
      cropped.set(cropImage(image, this.mapped), i * side * side * channels);
    }
    const features = await this.#extractor.extract({
      values: cropped,
      height: side,
      width: side,
      channels,
    });
    const nearest = features.map((one) =>
      nearestVectors(this.#vectorOf(one), this.#gallery.vectors, this.config.neighbours)
    );
    const maps: tf.Tensor4D[] = [];
    for (const [i, one] of features.entries()) {
      const image = { maps: one.maps, means: this.#meansByStage(one) };
      maps.push(await anomalyMap(image, this.#neighbourMaps(nearest[i]!), this.#mapOptions()));
    }
    const all = tf.concat(maps, 0);
    tf.dispose(maps);
    return { scores: tf.tensor1d(nearest.map(meanDistance)), maps: all };
  }

  /** The score without the maps, which would need the feature maps of all training images. */
  get graphScore(): GraphScore {
    const { vectors } = this.#gallery;
    const { from, to } = this.#vector;
    return {
      bytes: vectors.byteLength,
      score: (images) =>
        tf.tidy(() => {
          const { means } = this.#extractor.features(cropImages(images, this.mapped));
          const queries = tf.slice(means, [0, from], [means.shape[0], to - from]);
          const rows = tf.tensor2d(vectors, [vectors.length / (to - from), to - from]);
          return { scores: graphMeanDistance(queries, rows, this.config.neighbours) };
        }),
    };
  }

  /** Releases the network. */
  [Symbol.dispose](): void {
    this.#extractor[Symbol.dispose]();
    this.#backbone[Symbol.dispose]();
  }

  /** The middle of the image, which SPADE looks at. */
  get mapped(): Crop {
    return { size: this.config.imageSize, side: this.config.crop };
  }

  #mapOptions(): MapOptions {
    const { pixelNeighbours, sigmaAt224, crop } = this.config;
    return {
      count: pixelNeighbours,
      sigma: (sigmaAt224 * crop) / 224,
      crop: this.mapped,
    };
  }

  #vectorOf({ means }: ImageFeatures): Float32Array {
    return means.subarray(this.#vector.from, this.#vector.to);
  }

  #meansByStage({ means }: ImageFeatures): Record<string, Float32Array> {
    return Object.fromEntries(
      this.#extractor.stages.map(({ name, from, to }) => [name, means.subarray(from, to)]),
    );
  }

  /**
   * Yields maps, computing as many at a time as the network takes, so few are in memory if the
   * gallery keeps none.
   */
  async *#neighbourMaps(nearest: readonly Neighbour[]): AsyncGenerator<ImageFeatures["maps"]> {
    for (let start = 0; start < nearest.length; start += FEATURE_BATCH) {
      const some = nearest.slice(start, start + FEATURE_BATCH);
      yield* await this.#gallery.maps(some.map(({ index }) => index));
    }
  }

  #comparedStages(): readonly string[] {
    const { stages, backbone } = this.config;
    const known = this.#backbone.stages;
    if (stages !== "auto") {
      requireStages(backbone, known, stages);
      return stages;
    }
    const found = STRIDES.map((stride) =>
      Object.keys(known).findLast((name) => known[name]!.stride === stride)
    ).filter((name) => name !== undefined);
    if (found.length > 0) return found;
    throw new InputError(
      `stages: ${backbone} has none of stride ${STRIDES.join(", ")}; expected some of ` +
        Object.keys(known).join(", "),
    );
  }

  #vectorStage() {
    const { vector, backbone } = this.config;
    const all = this.#extractor.stages;
    if (vector !== "deepest") requireStages(backbone, this.#backbone.stages, [vector]);
    return vector === "deepest" ? all.at(-1)! : all.find(({ name }) => name === vector)!;
  }
}

/** SPADE in the registry. */
export const SPADE: Method = defineMethod({
  id: "spade",
  title: "SPADE",
  paper: "Cohen and Hoshen, 2020",
  variant: otherBackbone(SPADE_BACKBONE),
  imageSize: spadeImageSize,
  config: spadeConfig,
  Detector: SpadeDetector,
});
