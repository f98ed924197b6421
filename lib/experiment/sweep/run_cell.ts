/**
 * Runs one cell of a plan in this process.
 *
 * @module
 */
import { openDataset } from "../../data/mod.ts";
import { InputError, StoppedError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";
import { phaseName } from "../../train/progress_text.ts";
import type { Progress, ProgressListener } from "../../train/progress.ts";
import type { Cell } from "../plan/cells.ts";
import { run } from "../run.ts";
import { cellPaths, readCellState, writeFailure } from "./cell_state.ts";
import { Lock } from "./lock.ts";

/** How a cell ended. */
export type CellEnd = "done" | "busy" | "failed";

/**
 * Runs a cell, from its checkpoint if there is one, unless it is done or another process has it.
 *
 * A failure is written beside the checkpoint and reported, so that a sweep goes on.
 *
 * @param results Folder of the plan's results.
 * @throws {StoppedError} If `signal` is aborted; the next call goes on.
 */
export async function runCell(
  results: string,
  cell: Cell,
  { signal, checkpointInterval, onProgress }: {
    readonly signal?: AbortSignal;
    readonly checkpointInterval?: number;
    readonly onProgress?: ProgressListener;
  } = {},
): Promise<CellEnd> {
  const paths = cellPaths(results, cell);
  await using lock = await Lock.acquire(paths.lock, "starting");
  if (!lock) return "busy";
  // Whoever had it before may have finished it.
  if ((await readCellState(results, cell)).is === "done") return "done";
  await removeIfPresent(paths.failure);
  try {
    await run({
      ...cell,
      data: await openDataset(cell.choice),
      overridesSource: `plan ${cell.id}`,
      out: paths.folder,
      resume: true,
      checkpointInterval,
      signal,
      onProgress: (progress) => {
        lock.update(describe(progress));
        onProgress?.(progress);
      },
    });
    return "done";
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const trace = error instanceof InputError ? undefined : stack;
    await writeFailure(paths.failure, { reason: message.split("\n")[0]!, trace });
    return "failed";
  }
}

function describe(progress: Progress): string {
  const { done, total, epoch, epochs } = progress;
  const where = epoch === undefined ? "" : `, epoch ${epoch} of ${epochs}`;
  return `${phaseName(progress)} ${done}/${total}${where}`;
}
