/**
 * The progress of a plan, and an estimate of the remaining time.
 *
 * @module
 */
import { average } from "../../metrics/statistics/average.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { describeDuration } from "../../train/progress_text.ts";
import type { Cell } from "../plan/cells.ts";
import { type CellState, readCellState } from "./cell_state.ts";

/** A cell with its state. */
export interface CellStatus {
  readonly cell: Cell;
  readonly state: CellState;
}

/**
 * Reads the states of all cells.
 *
 * @param needs Files besides the record that a finished cell must have.
 */
export function readStatus(
  results: string,
  cells: readonly Cell[],
  needs?: readonly string[],
): Promise<CellStatus[]> {
  return Promise.all(
    cells.map(async (cell) => ({
      cell,
      state: await readCellState(results, cell, readRecord, needs),
    })),
  );
}

/**
 * Estimates the seconds that the cells without a record will take, from those that have one.
 *
 * The estimate for a cell is the mean of the finished cells of its variant, or of all finished cells
 * where its variant has none yet.
 *
 * @returns `undefined` while no cell has been measured.
 */
export function estimateSeconds(
  statuses: readonly CellStatus[],
  workers: number,
): number | undefined {
  const seconds = new Map<string, number[]>();
  for (const { cell, state } of statuses) {
    if (state.is !== "done") continue;
    seconds.set(cell.variant, [
      ...seconds.get(cell.variant) ?? [],
      state.record.seconds.total,
    ]);
  }
  const all = [...seconds.values()].flat();
  if (all.length === 0) return undefined;
  return statuses.filter(({ state }) => state.is !== "done")
    .reduce((sum, { cell }) => sum + average(seconds.get(cell.variant) ?? all), 0) / workers;
}

/** Formats the states as lines for the terminal. */
export function formatStatus(statuses: readonly CellStatus[], workers: number): string {
  const count = (is: CellState["is"]) => statuses.filter(({ state }) => state.is === is).length;
  const left = estimateSeconds(statuses, workers);
  const details = statuses.flatMap(({ cell, state }) => {
    if (state.is === "running") {
      const { host, pid, doing } = state.owner;
      return [`running  ${cell.id}: ${doing} (process ${pid} on ${host})`];
    }
    return state.is === "failed" ? [`failed   ${cell.id}: ${state.failure.reason}`] : [];
  });
  return [
    `${statuses.length} runs: ${count("done")} done, ${count("running")} running, ` +
    `${count("failed")} failed, ${count("open")} open`,
    ...(count("done") === statuses.length ? [] : [
      left === undefined
        ? "time left: unknown until a run is done"
        : `time left: about ${describeDuration(left)} with ${workers} at a time, ` +
          `by ${count("done")} runs that are done`,
    ]),
    ...details,
  ].join("\n");
}
