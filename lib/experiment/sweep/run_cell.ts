/**
 * Runs one cell of a plan in this process.
 *
 * @module
 */
import { openDataset } from "../../data/mod.ts";
import type { ProgressListener } from "../../train/progress.ts";
import type { Cell } from "../plan/cells.ts";
import { readRecord } from "../../record/record.ts";
import { run } from "../run.ts";
import { type CellEnd, claimCell } from "./claim_cell.ts";

/**
 * Runs a cell, from its checkpoint if there is one, unless it is done or another process has it.
 *
 * A failure is written beside the checkpoint and reported, so that a sweep goes on.
 *
 * @param results Folder of the plan's results.
 * @throws {StoppedError} If `signal` is aborted; the next call goes on.
 */
export function runCell(
  results: string,
  cell: Cell,
  { signal, checkpointInterval, onProgress }: {
    readonly signal?: AbortSignal;
    readonly checkpointInterval?: number;
    readonly onProgress?: ProgressListener;
  } = {},
): Promise<CellEnd> {
  return claimCell(results, cell, {
    read: readRecord,
    onProgress,
    run: async (out, onProgress) =>
      await run({
        ...cell,
        data: await openDataset(cell.choice),
        overridesSource: `plan ${cell.id}`,
        out,
        resume: true,
        checkpointInterval,
        signal,
        onProgress,
      }),
  });
}
