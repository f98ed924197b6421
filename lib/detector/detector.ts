/**
 * What every method is: the `Detector` interface.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Channels, ImageSet, ResizeFilter } from "../data/image_set.ts";
import type { TileConfig } from "../data/tiles.ts";
import type { ValueRange } from "../data/value_range.ts";
import type { NamedTensors } from "../nn/safetensors.ts";
import type { Stateful } from "../nn/stateful.ts";
import type { TrainingHistory } from "../train/loop.ts";
import type { Checkpoints } from "../train/checkpoint.ts";
import type { ErrorFacts } from "./error_facts.ts";
import type { MemoryView } from "./memory_view.ts";
import type { ProgressListener } from "../train/progress.ts";
import type { RunContext } from "./run_context.ts";

/** The finished run that a training went on from. */
export interface StartedFrom {
  /** Passes over the training images before. */
  readonly epochs: number;
  /** Of its configuration. */
  readonly configHash: string;
  /** SHA-256 of its `model.safetensors`. */
  readonly weights: string;
  /** Moments, learning rate and order of images began anew: of a finished run the weights are kept. */
  readonly optimiser: "anew";
}

/** The part of a configuration that all methods share. */
export interface DetectorConfig {
  /** Height and width of the input in pixels. */
  readonly imageSize: number;
  /** Gray or RGB. */
  readonly channels: Channels;
  /** Black and white of images with more than 8 bits. Default: by the training images' values. */
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

/** What a detector says of a batch. The caller owns the tensors. */
export interface ScoredBatch {
  /** `[b]` raw scores, larger = more anomalous. */
  readonly scores: tf.Tensor1D;
  /** `[b, h, w, 1]` raw per-pixel scores at input size, where the method has them. */
  readonly maps?: tf.Tensor4D;
  /**
   * `[b, h, w, c]` in the range of images, [−1, 1], where the method reconstructs; a linear last layer
   * may leave it, which pictures cut off.
   */
  readonly reconstructions?: tf.Tensor4D;
}

/** A score as ops alone. */
export interface GraphScore {
  /** What it holds of training images, in bytes. */
  readonly bytes: number;
  /** Scores as {@linkcode Detector.score} does, but for rounding; maybe without maps. */
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
  /** Hears of every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the training between two steps. */
  readonly signal?: AbortSignal;
  /** Where the training goes on from, if it was interrupted, and what it writes on its way. */
  readonly checkpoints?: Checkpoints;
}

/** What training leaves behind, for the record. */
export interface FitReport {
  /** Losses, steps and time. */
  readonly history: TrainingHistory;
  /** Facts about the trained model that help to judge it; plain JSON. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  /** One line for each thing the user should know. */
  readonly warnings: readonly string[];
  /**
   * Why the model has learnt nothing, in a line, where the method can tell what its reconstructions do
   * not; absent where it has learnt something.
   */
  readonly untrained?: string;
}

/**
 * A method of the tables: made from a complete configuration, trained on normal images, gives one
 * raw score an image.
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
  /** How many images a call of `score` should have, where each takes long. Default: by their size. */
  readonly scoredTogether?: number;
  /**
   * The part of the image that the maps are of, where it is not the whole. Outside of it they go on as
   * at its border, for pictures; metrics of pixels count what is inside.
   */
  readonly mapped?: Crop;
  /** Whether one score takes about a second, so that what is only for pictures looks at few images. */
  readonly scoresSlowly?: boolean;
  /**
   * Scores `[b, h, w, c]` in [−1, 1]; one image's result does not depend on the others. A method that
   * reads values in between returns a promise; `scoreBatch` takes either.
   */
  score(images: tf.Tensor4D): ScoredBatch | Promise<ScoredBatch>;
  /** The score for exports, where `score` reads values in between and so is no graph. */
  readonly graphScore?: GraphScore;
  /**
   * The scores of whole maps `[b, h, w, 1]` of any size, where a score is a statistic of the map and of
   * nothing else: only then can an image be scored in tiles.
   */
  mapScores?(maps: tf.Tensor4D): tf.Tensor1D;
  /**
   * How a method that reconstructs sums up its errors. Default: unsmoothed maps, and a score that is
   * none of the statistics.
   */
  readonly errors?: ErrorFacts;
  /**
   * Terms of the loss that are no distance and have no bound, such as the estimates of a Wasserstein
   * critic: their size says nothing of divergence.
   */
  readonly unboundedLosses?: readonly string[];
  /** The memories of a method that has some, to be looked into. */
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
   * What a configuration has in place of a part that makes the method what was published, for example
   * the name of another backbone; `undefined` where there is no such part. See `naming.ts`.
   */
  readonly variant?: (config: Readonly<Record<string, unknown>>) => string | undefined;
  /** Whether all that a training changes is in its state, so that another one can go on from it. */
  readonly goesOn?: boolean;
  /**
   * Height and width in pixels where the user names none, by the fields that differ from the defaults;
   * without it the dataset's. For networks that were trained at one size.
   */
  readonly imageSize?: (overrides: Readonly<Record<string, unknown>>) => number;
  /** What each field of its configuration is, its default and the reason; inner fields with a dot. */
  readonly fields: Readonly<Record<string, string>>;
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
