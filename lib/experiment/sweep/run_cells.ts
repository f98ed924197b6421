/**
 * Runs some cells of a plan in this process, one after the other: for notebooks.
 *
 * @module
 */
import { graphOptions } from "../../backend/settings/graph_options.ts";
import { InputError } from "../../errors.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { readRecord } from "../../record/run/record_file.ts";
import type { StoredRecord } from "../../record/table/read.ts";
import type { Progress, ProgressListener } from "../../train/progress.ts";
import { type Cell, type CellChoice, listCells } from "../plan/cells.ts";
import { findPlan } from "../plan/plans.ts";
import { readKept, RESULT_FOLDERS } from "../plan/stored.ts";
import { cellPaths, readCellState } from "./cell_state.ts";
import { keptRun } from "./kept_run.ts";
import { cellNeeds, runCell } from "./run_cell.ts";
import { SameData } from "./same_data.ts";

/** Which cells to run, and how. */
export interface RunCellsOptions extends Omit<CellChoice, "precision"> {
  /** Folder of the project. Default `.`; in a notebook it is `..`. */
  readonly root?: string;
  /** Whether the model is needed too; a cell without one is run again. Default false. */
  readonly needsModel?: boolean;
  /** Stops between two steps; the next call resumes from the checkpoint. */
  readonly signal?: AbortSignal;
  /** Called with the progress of the cells as one phase, `run`. */
  readonly onProgress?: ProgressListener;
}

/** How one cell ended. */
export interface CellResult {
  /** `daad/bottle/seed0`. */
  readonly id: string;
  /** Id of the variant of the plan. */
  readonly variant: string;
  /** Category or class. */
  readonly category: string;
  /** Folder of its files, with the model if it was trained here. */
  readonly folder: string;
  /** Absent if it could not be run; `problem` then says why. */
  readonly record?: RunRecord;
  /** Why the cell has no record, in one line. */
  readonly problem?: string;
}

/**
 * Runs the chosen cells of a plan as `daad reproduce` does, except those that have a record in
 * `runs/results` or, in a folder of any name, in `data/results`, where the record of any copy of the
 * data set counts. A cell that fails, for example
 * because its data is missing, is reported in the result, and the others continue.
 *
 * @param plan Id of the plan.
 * @throws {InputError} For a plan, method or category that does not exist.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function runCells(
  plan: string,
  { root = ".", needsModel = false, signal, onProgress, ...choice }: RunCellsOptions,
): Promise<CellResult[]> {
  const data = choice.data ?? `${root}/${findPlan(plan).data}`;
  const { precision } = graphOptions();
  const cells = await listCells(findPlan(plan), { ...choice, data, precision });
  const folders = RESULT_FOLDERS.map((folder) => `${root}/${folder}/${plan}/${choice.profile}`);
  const kept = needsModel ? [] : (await readKept({ plan, profile: choice.profile, root })).found;
  const same = new SameData();
  const total = cells.length;
  const results: CellResult[] = [];
  for (const [done, cell] of cells.entries()) {
    onProgress?.({ phase: "run", done, total });
    const found = await findStored(folders, cell, { needsModel, same }) ??
      asResult(cell, await keptRun(kept, findPlan(plan), cell, precision));
    results.push(
      found ?? await runOne(folders[0]!, cell, {
        needsModel,
        signal,
        onProgress: (inner) => onProgress?.(asRun(inner, done, total)),
      }),
    );
  }
  onProgress?.({ phase: "run", done: total, total });
  return results;
}

/**
 * Finds the result of a cell that has a record. One of other images is a problem in the first folder,
 * where the cell would be run; kept ones count for every copy of their data set.
 */
async function findStored(
  folders: readonly string[],
  cell: Cell,
  { needsModel, same }: { readonly needsModel: boolean; readonly same: SameData },
): Promise<CellResult | undefined> {
  for (const folder of folders) {
    const state = await readCellState(folder, cell, readRecord, cellNeeds(needsModel));
    if (state.is !== "done") continue;
    const problem = folder === folders[0]
      ? await same.problem(folder, cell, state.record)
      : undefined;
    return describe(cell, folder, problem === undefined ? { record: state.record } : { problem });
  }
  return undefined;
}

/** Makes the result of a cell from its stored record. */
function asResult(cell: Cell, stored: StoredRecord | undefined): CellResult | undefined {
  if (!stored) return undefined;
  const { id, variant, category } = cell;
  const folder = stored.file.slice(0, -"/record.json".length);
  return { id, variant, category, folder, record: stored.record };
}

async function runOne(
  folder: string,
  cell: Cell,
  options: { needsModel: boolean; signal?: AbortSignal; onProgress: ProgressListener },
): Promise<CellResult> {
  const end = await runCell(folder, cell, options);
  const state = await readCellState(folder, cell, readRecord, cellNeeds(options.needsModel));
  if (state.is === "done") return describe(cell, folder, { record: state.record });
  if (end === "failed" && state.is === "failed") {
    return describe(cell, folder, { problem: state.failure.reason });
  }
  return describe(cell, folder, { problem: "another process runs it" });
}

function describe(
  cell: Cell,
  results: string,
  end: Pick<CellResult, "record" | "problem">,
): CellResult {
  const { id, variant, category } = cell;
  return { id, variant, category, folder: cellPaths(results, cell).folder, ...end };
}

/** The progress of a cell's training within all cells. */
function asRun({ epoch, epochs, loss }: Progress, done: number, total: number): Progress {
  return { phase: "run", done, total, epoch, epochs, loss };
}

/**
 * Returns the results if all cells have a record.
 *
 * @throws {InputError} Naming the first cell without one, and the reason.
 */
export function requireRecords(
  results: readonly CellResult[],
): (CellResult & { readonly record: RunRecord })[] {
  return results.map(({ record, ...result }) => {
    if (!record) throw new InputError(`${result.id}: ${result.problem}`);
    return { ...result, record };
  });
}
