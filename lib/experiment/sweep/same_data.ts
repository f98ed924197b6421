/**
 * Notices records of other images than a plan names now.
 *
 * @module
 */
import { type DataChoice, openDataset, reportSplit } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { readRecord } from "../../record/run/record_file.ts";
import type { Cell } from "../plan/cells.ts";
import { cellPaths, readCellState } from "./cell_state.ts";

/**
 * Compares records with the images that are there. A cell's folder has no name of its own for each copy
 * of the data, so that copies of one data set share it.
 */
export class SameData {
  /** By choice; `undefined` where the images cannot be opened, and nothing is compared. */
  readonly #fingerprints = new Map<string, Promise<string | undefined>>();

  /** Why a cell's record does not count; `undefined` if it does. */
  async problem(results: string, cell: Cell, record: RunRecord): Promise<string | undefined> {
    const now = await this.#fingerprint(cell.choice);
    if (now === undefined || now === record.data.fingerprint) return undefined;
    const { folder } = cellPaths(results, cell);
    return `${folder}: its record is of other images than ${cell.choice.data}; move it away, or use ` +
      "another folder of results";
  }

  #fingerprint(choice: DataChoice): Promise<string | undefined> {
    const key = JSON.stringify(choice);
    const known = this.#fingerprints.get(key) ?? fingerprintOf(choice);
    this.#fingerprints.set(key, known);
    return known;
  }
}

/**
 * Checks the cells that are done, before a sweep counts them.
 *
 * @throws {InputError} Naming the first one whose record is of other images.
 */
export async function requireSameData(results: string, cells: readonly Cell[]): Promise<void> {
  const same = new SameData();
  for (const cell of cells) {
    const state = await readCellState(results, cell, readRecord);
    if (state.is !== "done") continue;
    const problem = await same.problem(results, cell, state.record);
    if (problem !== undefined) throw new InputError(problem);
  }
}

async function fingerprintOf(choice: DataChoice): Promise<string | undefined> {
  try {
    return (await reportSplit(await openDataset(choice))).fingerprint;
  } catch (error) {
    if (error instanceof InputError) return undefined; // whoever trains on them says what is wrong
    throw error;
  }
}
