/**
 * What `run` is asked for.
 *
 * @module
 */
import type { Dataset, SplitReport } from "../../data/mod.ts";
import type { Detector } from "../../detector/detector.ts";
import type { RunContext } from "../../detector/run_context.ts";
import type { ProgressListener } from "../../train/progress.ts";

/** What to run. */
export interface RunOptions {
  /** From `openDataset`, or the path of a category folder. */
  readonly data: string | Dataset;
  /** Id of the method. */
  readonly method: string;
  /** Height and width to which images are resized. Default: the dataset's. */
  readonly imageSize?: number;
  /** Fields of the method's configuration that differ from its defaults. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** What the overrides came from, for error messages. */
  readonly overridesSource: string;
  /** The tuning that chose the overrides, for the record. Default: none. */
  readonly tuned?: string;
  /** Fields of the calibration that differ from its defaults, and what they came from. */
  readonly calibration?: { readonly fields: unknown; readonly source: string };
  /** Decides initial values, order of images and bootstrap resamples. */
  readonly seed: number;
  /** Folder to write to. */
  readonly out: string;
  /** What is written there beside the record. Default: all of it. */
  readonly writers?: readonly ("model" | "scores" | "regions" | "heatmaps" | "page")[];
  /** Folder of the finished run whose weights are the initial ones, see `goOnFrom`. Default: none. */
  readonly from?: string;
  /** Bytes of decoded images that may stay in memory. Default: `defaultImageMemory`. */
  readonly memory?: number;
  /**
   * Whether to go on from the checkpoint that an interrupted run left in `out`. Default: false, which
   * starts anew.
   */
  readonly resume?: boolean;
  /** Seconds between two checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** What the report page names to start the run again. Default: a command made from the options. */
  readonly command?: string;
  /** Where pretrained weights are, and what keeps features. */
  readonly context?: RunContext;
  /** Hears of the network before anything is decoded. */
  readonly onDetector?: (detector: Detector) => void;
  /** Folder for event files of TensorBoard. Default: none. */
  readonly tensorboard?: string;
  /** Hears of counts and duplicates before anything is decoded. */
  readonly onSplit?: (dataset: Dataset, report: SplitReport) => void;
  /** Hears of what looks wrong in decoded images and masks, before the training. */
  readonly onWarning?: (warning: string) => void;
  /** Hears of every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the run between two steps. */
  readonly signal?: AbortSignal;
}

/** Name of what a run leaves beside its record. */
export type WriterName = NonNullable<RunOptions["writers"]>[number];
