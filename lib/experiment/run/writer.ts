/**
 * Writers, each of which writes one part of a run to its folder.
 *
 * @module
 */
import type { RunRecord } from "../../record/run/record.ts";
import type { ProgressOptions } from "../../train/progress.ts";
import type { OutputFolder } from "../output/output_folder.ts";
import type { RunResult } from "./result.ts";

/** A run whose results are all computed but not yet written. */
export interface FinishedRun extends ProgressOptions {
  readonly result: RunResult;
  /** The folder to write to. */
  readonly output: OutputFolder;
  /** The command that repeats the run. */
  readonly command: string;
  /** Makes the record on the first call; its seconds include the writing done before. */
  record(): Promise<RunRecord>;
}

/** Writes one part. */
export interface Writer {
  /** Files and folders that it writes, and that it removes from an earlier run. */
  readonly files: readonly string[];
  /** Whether it needs thresholds, for which training images are scored. */
  readonly thresholds?: true;
  write(run: FinishedRun): Promise<void>;
}
