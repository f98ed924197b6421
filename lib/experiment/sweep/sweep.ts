/**
 * Runs the open cells of a plan, several at a time, each in its own process.
 *
 * @module
 */
import { removeIfPresent } from "../../files.ts";
import { pause } from "../../pause.ts";
import {
  cellPaths,
  type CellPlace,
  type Failure,
  readCellState,
  type ReadRecord,
  writeFailure,
} from "./cell_state.ts";

/** How a process ended. */
export interface CellProcessEnd {
  /** What went wrong; absent if it ended normally: done, stopped, or because the cell is taken. */
  readonly problem?: string;
  /** Whether the process reported the problem itself; otherwise it was killed or crashed. */
  readonly reported?: boolean;
}

/** A started process. */
export interface CellProcess {
  /** Resolves when it has ended. */
  readonly end: Promise<CellProcessEnd>;
  /** Asks it to write a checkpoint and end. */
  stop(): void;
}

/** Options of a sweep; `R` is the type of a cell's record. */
export interface SweepOptions<C extends CellPlace, R> {
  /** The cells, in the order in which they are started. */
  readonly cells: readonly C[];
  /** Reads the record of a cell. */
  readonly read: ReadRecord<R>;
  /** Folder of the plan's results. */
  readonly results: string;
  /** Files besides the record that a finished cell must have. Default: none. */
  readonly needs?: readonly string[];
  /** Number of processes that run side by side. */
  readonly workers: number;
  /** Starts the process of a cell. */
  readonly start: (cell: C) => CellProcess;
  /** Called for every cell that has ended. */
  readonly onEnd?: (event: SweepEvent<C, R>) => void;
  /** Stops all processes and waits for their checkpoints. */
  readonly signal?: AbortSignal;
}

/** A cell that ended, in this sweep or another one that shares the folder. */
export interface SweepEvent<C extends CellPlace, R> {
  readonly cell: C;
  readonly record?: R;
  readonly failure?: Failure;
  /** Number of cells that are neither done nor failed. */
  readonly left: number;
}

/** How a sweep ended. */
export interface SweepResult {
  /** Ids of cells with a record. */
  readonly done: readonly string[];
  /** Ids of cells that failed in this sweep. */
  readonly failed: readonly string[];
  /** Whether it was stopped before all cells had ended. */
  readonly stopped: boolean;
}

/** Number of times that a cell may be lost before it counts as failed. */
const MAX_LOST = 3;
/** Milliseconds between two checks of cells that other processes have. */
const POLL_MS = 1000;

/**
 * Runs all cells that are not done; those that failed before are tried again.
 *
 * Cells of another sweep are waited for, and taken over if its process dies. A cell whose process is
 * killed or crashes is started up to three times, and goes on from its checkpoint. If the sweep itself
 * fails, it first stops its processes and waits for them.
 */
export async function sweep<C extends CellPlace, R>(
  options: SweepOptions<C, R>,
): Promise<SweepResult> {
  const { results, read, needs } = options;
  const failing = new AbortController();
  const signal = AbortSignal.any([failing.signal, ...(options.signal ? [options.signal] : [])]);
  const queue = [...options.cells];
  const [done, failed, lost] = [new Set<string>(), new Set<string>(), new Map<string, number>()];
  const processes = new Set<CellProcess>();
  const stopAll = () => processes.forEach((process) => process.stop());
  signal.addEventListener("abort", stopAll);

  const end = (cell: C, result: Pick<SweepEvent<C, R>, "record" | "failure">) => {
    (result.record ? done : failed).add(cell.id);
    const left = options.cells.length - done.size - failed.size;
    options.onEnd?.({ cell, left, ...result });
  };

  /** Tries a cell. Returns whether it ended; otherwise it goes back into the queue. */
  const attempt = async (cell: C): Promise<boolean> => {
    const before = await readCellState(results, cell, read, needs);
    if (before.is === "done") return end(cell, before), true;
    if (before.is === "running") return false;
    if (before.is === "failed" && before.unreadable) return end(cell, before), true;
    // What a process that ends before it begins would seem to have reported.
    await removeIfPresent(cellPaths(results, cell).failure);
    const process = options.start(cell);
    processes.add(process);
    if (signal.aborted) process.stop();
    const { problem, reported } = await process.end.finally(() => processes.delete(process));
    const after = await readCellState(results, cell, read, needs);
    if (after.is === "done") return end(cell, after), true;
    if (reported && after.is === "failed") return end(cell, after), true;
    if (problem === undefined || after.is === "running" || signal.aborted) return false;
    lost.set(cell.id, (lost.get(cell.id) ?? 0) + 1);
    if (lost.get(cell.id)! < MAX_LOST) return false;
    const failure = { reason: `the process ended ${MAX_LOST} times without a result: ${problem}` };
    await writeFailure(cellPaths(results, cell).failure, failure);
    return end(cell, { failure }), true;
  };

  const work = async () => {
    let waited = 0;
    for (let cell = queue.shift(); cell && !signal.aborted; cell = queue.shift()) {
      if (await attempt(cell)) {
        waited = 0;
        continue;
      }
      queue.push(cell);
      // A whole round without a free cell: the others belong to other processes.
      if (++waited < queue.length) continue;
      waited = 0;
      await pause(POLL_MS, signal);
    }
  };
  const workers = Array.from({ length: options.workers }, () =>
    work().catch((error) => {
      failing.abort();
      throw error;
    }));
  try {
    await Promise.allSettled(workers); // even if one fails, the processes of the others are awaited
    await Promise.all(workers);
  } finally {
    signal.removeEventListener("abort", stopAll);
  }
  const stopped = done.size + failed.size < options.cells.length;
  return { done: [...done], failed: [...failed], stopped };
}
