/**
 * Options of `run`.
 *
 * @module
 */
import type { Dataset, SplitReport } from "../../data/mod.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import type { ProgressListener } from "../../train/progress.ts";

/** What to run, and how. */
export interface RunOptions {
  /** From `openDataset`, or the path of a category folder. */
  readonly data: string | Dataset;
  /** Id of the method. */
  readonly method: string;
  /** Height and width to which images are resized. Default: the dataset's. */
  readonly imageSize?: number;
  /** Fields of the method's configuration that differ from its defaults. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** The origin of the overrides, for error messages. */
  readonly overridesSource: string;
  /** The tuning that chose the overrides, for the record. Default: none. */
  readonly tuned?: string;
  /** Fields of the calibration that differ from its defaults, and their origin. */
  readonly calibration?: { readonly fields: unknown; readonly source: string };
  /** Seed of initial values, order of images and bootstrap resamples. */
  readonly seed: number;
  /** Folder to write to. */
  readonly out: string;
  /** What to write besides the record. Default: everything. */
  readonly writers?: readonly ("model" | "scores" | "regions" | "heatmaps" | "page")[];
  /** Folder of a finished run to take the initial weights from; see `goOnFrom`. Default: none. */
  readonly from?: string;
  /** Bytes of decoded images that may stay in memory. Default: `defaultImageMemory`. */
  readonly memory?: number;
  /**
   * Whether to continue from the checkpoint that an interrupted run left in `out`. Default: false,
   * which starts afresh.
   */
  readonly resume?: boolean;
  /** Seconds between two checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** The command that the report page gives for repeating the run. Default: one made from the options. */
  readonly command?: string;
  /** Folders of pretrained weights, and the cache of features. */
  readonly context?: RunContext;
  /** Called with the detector before anything is decoded. */
  readonly onDetector?: (detector: Detector) => void;
  /** Folder for event files of TensorBoard. Default: none. */
  readonly tensorboard?: string;
  /** Called with counts and duplicates before anything is decoded. */
  readonly onSplit?: (dataset: Dataset, report: SplitReport) => void;
  /** Called before training with what looks wrong in decoded images and masks. */
  readonly onWarning?: (warning: string) => void;
  /** Called at every step. */
  readonly onProgress?: ProgressListener;
  /** Stops the run between two steps. */
  readonly signal?: AbortSignal;
}

/** Name of something that a run writes besides its record. */
export type WriterName = NonNullable<RunOptions["writers"]>[number];
