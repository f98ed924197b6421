/**
 * Claims one cell of work, so that no other process does it too.
 *
 * @module
 */
import { isOutOfMemory, OutOfMemoryError } from "../../backend/out_of_memory.ts";
import { InputError, StoppedError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";
import type { Progress, ProgressListener } from "../../train/progress.ts";
import { phaseName } from "../../train/progress_text.ts";
import { Lock } from "../output/lock.ts";
import {
  cellPaths,
  type CellPlace,
  readCellState,
  readFailure,
  type ReadRecord,
  writeFailure,
} from "./cell_state.ts";

/** How a cell ended. */
export type CellEnd = "done" | "busy" | "failed";

/** The work of a cell. */
export interface CellWork<R> {
  /** Reads the record of a cell that is done. */
  readonly read: ReadRecord<R>;
  /** Files besides the record that a finished cell must have. Default: none. */
  readonly needs?: readonly string[];
  /** Called at every step; the lock shows progress too. */
  readonly onProgress?: ProgressListener;
  /** Does the work and writes its record to the folder. */
  readonly run: (folder: string, onProgress: ProgressListener) => Promise<unknown>;
}

/**
 * Does the work of a cell, unless it is done or another process has it.
 *
 * A failure is written next to the checkpoint and reported, so that a sweep continues.
 *
 * @param results Folder of all results.
 * @throws {StoppedError} If the work is stopped; the next call resumes it.
 */
export async function claimCell<R>(
  results: string,
  cell: CellPlace,
  { read, needs, onProgress, run }: CellWork<R>,
): Promise<CellEnd> {
  const paths = cellPaths(results, cell);
  await using lock = await Lock.acquire(paths.lock, "starting");
  if (!lock) return "busy";
  // Its previous owner may have finished it.
  const state = await readCellState(results, cell, read, needs);
  if (state.is === "done") return "done";
  if (state.is === "failed" && state.unreadable) return "failed";
  await removeIfPresent(paths.failure);
  try {
    await run(paths.folder, (progress) => {
      lock.update(describe(progress));
      onProgress?.(progress);
    });
    return "done";
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const trace = error instanceof InputError ? undefined : stack;
    const outOfMemory = isOutOfMemory(error) || undefined;
    await writeFailure(paths.failure, { reason: message.split("\n")[0]!, trace, outOfMemory });
    return "failed";
  }
}

/**
 * The error with which a process ends whose cell failed. Where memory ran out, the cause says so, since
 * the process must then end without its exit handlers: their crash would look like that of the cell.
 */
export async function cellFailure(results: string, cell: CellPlace): Promise<InputError> {
  const failure = await readFailure(cellPaths(results, cell).failure);
  const cause = failure?.outOfMemory && new OutOfMemoryError(failure.reason);
  return new InputError(`${cell.id}: failed; its failure.json says why`, { cause });
}

function describe(progress: Progress): string {
  const { done, total, epoch, epochs } = progress;
  const where = epoch === undefined ? "" : `, epoch ${epoch} of ${epochs}`;
  return `${phaseName(progress)} ${done}/${total}${where}`;
}
