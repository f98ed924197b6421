/**
 * One part of what a run leaves in its folder.
 *
 * @module
 */
import type { ProgressListener } from "../../train/progress.ts";
import type { RunRecord } from "../../record/record.ts";
import type { OutputFolder } from "../output_folder.ts";
import type { RunResult } from "./result.ts";

/** A run of which all is computed and nothing is written. */
export interface FinishedRun {
  readonly result: RunResult;
  /** Where it is written. */
  readonly output: OutputFolder;
  /** How to start it again. */
  readonly command: string;
  /** Made once, when it is first asked for: its seconds count what was written before. */
  record(): Promise<RunRecord>;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Writes one part. */
export interface Writer {
  /** Files and folders that it writes, and of an earlier run removes. */
  readonly files: readonly string[];
  /** Whether it needs thresholds, for which training images are scored. */
  readonly thresholds?: true;
  write(run: FinishedRun): Promise<void>;
}
