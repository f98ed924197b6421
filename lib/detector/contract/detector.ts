/**
 * The interface that every method implements: `Detector`.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ValueRange } from "../../data/decode/value_range.ts";
import type { Channels, ImageSet, ResizeFilter } from "../../data/images/image_set.ts";
import type { TileConfig } from "../../data/images/tiles.ts";
import type { NamedTensors } from "../../nn/variables/safetensors.ts";
import type { Stateful } from "../../nn/variables/stateful.ts";
import type { Checkpoints } from "../../train/checkpoint.ts";
import type { TrainingHistory } from "../../train/loop.ts";
import type { ProgressListener } from "../../train/progress.ts";
import type { RunContext } from "../machine/run_context.ts";
import type { ErrorFacts } from "./error_facts.ts";
import type { MemoryView } from "./memory_view.ts";

/** The finished run that a training continued. */
export interface StartedFrom {
  /** Passes over the training images before. */
  readonly epochs: number;
  /** Hash of its configuration. */
  readonly configHash: string;
  /** SHA-256 of its `model.safetensors`. */
  readonly weights: string;
  /**
   * Moments, learning rate and order of images began anew: only the weights of a finished run are
   * kept.
   */
  readonly optimiser: "anew";
}

/** The part of a configuration that all methods share. */
export interface DetectorConfig {
  /** Height and width of the input in pixels. */
  readonly imageSize: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /**
   * The values that are black and white in images with more than 8 bits. Default: found from the
   * training images.
   */
  readonly valueRange?: ValueRange;
  /** How images of another size are resized. Default `lanczos3`. */
  readonly resize?: ResizeFilter;
  /** How images that are larger than the input are cut into tiles. Default: they are resized. */
  readonly tile?: TileConfig;
  /** Where the weights came from before this training. Default: from the seed. */
  readonly startedFrom?: StartedFrom;
}

/** The middle square of a square image. */
export interface Crop {
  /** Height and width of the image in pixels. */
  readonly size: number;
  /** Height and width of the middle in pixels. */
  readonly side: number;
}

/** A detector's results for a batch. The caller owns the tensors. */
export interface ScoredBatch {
  /** `[b]` raw scores, larger = more anomalous. */
  readonly scores: tf.Tensor1D;
  /** `[b, h, w, 1]` raw per-pixel scores at input size, if the method has them. */
  readonly maps?: tf.Tensor4D;
  /**
   * `[b, h, w, c]` in the range of images, [−1, 1], if the method reconstructs; a linear last layer
   * may exceed the range, which pictures clip.
   */
  readonly reconstructions?: tf.Tensor4D;
}

/** A score that consists only of ops. */
export interface GraphScore {
  /** Bytes of training images that it holds; known after the fit. */
  readonly bytes: number;
  /** Scores as {@linkcode Detector.score} does, except for rounding; may lack maps. */
  readonly score: (images: tf.Tensor4D) => ScoredBatch;
}

/**
 * Shapes of batches that a detector may be asked to score, each of which is compiled: sets are scored
 * in batches of one size, other callers may use some more.
 */
export const SCORED_SHAPES = 8;

/** How a detector is trained. */
export interface FitOptions {
  /** Decides the order of images and every other draw while training. */
  readonly seed: number;
  /** Called for every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the training between two steps. */
  readonly signal?: AbortSignal;
  /** Where the training resumes from if it was interrupted, and what it writes on its way. */
  readonly checkpoints?: Checkpoints;
}

/** The results of a training, for the record. */
export interface FitReport {
  /** Losses, steps and time. */
  readonly history: TrainingHistory;
  /** Facts about the trained model that help to judge it; plain JSON. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  /** Warnings for the user, one line each. */
  readonly warnings: readonly string[];
  /**
   * Why the model has learnt nothing, in one line, if the method can tell although its
   * reconstructions do not show it; absent if it has learnt something.
   */
  readonly untrained?: string;
}

/**
 * A method of the tables: made from a complete configuration, trained on normal images, it returns
 * one raw score per image.
 */
export interface Detector extends Disposable {
  /** Id in the registry, for example `daad_plus`. */
  readonly method: string;
  /** The complete configuration. */
  readonly config: DetectorConfig;
  /** Number of trained values. */
  readonly parameterCount: number;
  /** Trains on normal images of the configured size. */
  fit(images: ImageSet, options: FitOptions): Promise<FitReport>;
  /**
   * How many images a call of `score` should have, if each takes long. Default: depends on their
   * size.
   */
  readonly scoredTogether?: number;
  /**
   * The part of the image that the maps cover, if it is not the whole. Outside it they continue as at
   * its border, for pictures; pixel metrics count only what is inside.
   */
  readonly mapped?: Crop;
  /** Whether one score takes about a second, so that work done only for pictures uses few images. */
  readonly scoresSlowly?: boolean;
  /**
   * Scores `[b, h, w, c]` in [−1, 1]; one image's result does not depend on the others. A method that
   * reads values in between returns a promise; `scoreBatch` takes either.
   */
  score(images: tf.Tensor4D): ScoredBatch | Promise<ScoredBatch>;
  /** The score for exports, if `score` reads values in between and so is not a graph. */
  readonly graphScore?: GraphScore;
  /**
   * The scores of whole maps `[b, h, w, 1]` of any size, if a score is a statistic of the map and of
   * nothing else: only then can an image be scored in tiles.
   */
  mapScores?(maps: tf.Tensor4D): tf.Tensor1D;
  /**
   * How a method that reconstructs summarises its errors. Default: unsmoothed maps, and a score that
   * is not one of the statistics.
   */
  readonly errors?: ErrorFacts;
  /**
   * Terms of the loss that are not distances and have no bound, such as the estimates of a
   * Wasserstein critic: their size says nothing about divergence.
   */
  readonly unboundedLosses?: readonly string[];
  /** The memories of a method that has any, for inspection. */
  readonly memories?: readonly MemoryView[];
  /** Everything that `restore` needs besides the configuration. */
  readonly state: Stateful;
}

/** Facts about the data that complete a method's configuration. */
export interface DatasetFacts {
  /** Height and width in pixels to which the user wants images resized. */
  readonly imageSize: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** Number of images to train on. */
  readonly trainingImages: number;
}

/** A method in the registry. */
export interface Method {
  /** Name in commands and file names: `daad_plus`. */
  readonly id: string;
  /** Name as printed in tables. */
  readonly title: string;
  /** Authors, venue, year. */
  readonly paper: string;
  /**
   * What a configuration has in place of a part that defines the method as published, for example the
   * name of another backbone; `undefined` if there is no such part. See `naming.ts`.
   */
  readonly variant?: (config: Readonly<Record<string, unknown>>) => string | undefined;
  /**
   * Whether everything that a training changes is in its state, so that another one can continue from
   * it.
   */
  readonly goesOn?: boolean;
  /**
   * Default height and width in pixels, from the fields that differ from the defaults; without this
   * function, those of the dataset. For networks that were trained at one size.
   */
  readonly imageSize?: (overrides: Readonly<Record<string, unknown>>) => number;
  /** What each field of its configuration is, its default and the reason; inner fields with a dot. */
  readonly fields: Readonly<Record<string, string>>;
  /** The text of the function that builds it, which tells two versions of one's own method apart. */
  readonly source?: string;
  /** Completes and checks a configuration; `source` names its origin in errors. */
  resolve(overrides: unknown, facts: DatasetFacts, source: string): DetectorConfig;
  /** A new detector with seeded initial values. */
  create(config: DetectorConfig, seed: number, context?: RunContext): Detector;
  /** A trained detector from what its `state` exported. */
  restore(
    config: unknown,
    state: NamedTensors,
    source: string,
    context?: RunContext,
  ): Detector;
}
