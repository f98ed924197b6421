/**
 * Reports of a long computation while it runs.
 *
 * @module
 */

/** One step forward. */
export interface Progress {
  /** The current phase. */
  readonly phase: "decode" | "features" | "train" | "score" | "controls" | "run";
  /** Images, steps or whole runs done, of `total`. */
  readonly done: number;
  /** Images, steps or runs in this phase. */
  readonly total: number;
  /** While training: the current epoch, counted from 1, of `epochs`. */
  readonly epoch?: number;
  /** Number of epochs. */
  readonly epochs?: number;
  /** While training: the mean loss of this epoch so far. */
  readonly loss?: number;
  /** While training: the loss terms of this step. */
  readonly terms?: Readonly<Record<string, number>>;
  /** While training: what the learning rate is multiplied by in this step. */
  readonly learningRateFactor?: number;
  /** Images computed per second, on average in this phase. */
  readonly imagesPerSecond?: number;
}

/** Receives progress; called often, so it must return quickly. */
export type ProgressListener = (progress: Progress) => void;

/** How a long computation is watched and stopped. */
export interface ProgressOptions {
  /** Called as it goes on. */
  readonly onProgress?: ProgressListener;
  /** Stops it. */
  readonly signal?: AbortSignal;
}
