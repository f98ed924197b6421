/**
 * The state of a cell: done, failed, running or open.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { InputError } from "../../errors.ts";
import { ifPresent, writeFileAtomically } from "../../files.ts";
import { parseJson } from "../../json.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { type LockOwner, lockOwner } from "../output/lock.ts";
import type { Cell } from "../plan/cells.ts";

/** Why a cell has no record. */
export interface Failure {
  /** One line. */
  readonly reason: string;
  /** Stack trace, for errors that are not the user's mistake. */
  readonly trace?: string;
  /** Whether memory ran out: the process must then end without its exit handlers. */
  readonly outOfMemory?: true;
}

/** The part of a cell that a sweep needs: its name, and its folder below the results. */
export type CellPlace = Pick<Cell, "id" | "folder">;

/** Reads and checks the record of a cell. */
export type ReadRecord<R> = (path: string) => Promise<R>;

/** The state of a cell as its files show it; `R` is the type of its record. */
export type CellState<R = RunRecord> =
  | { readonly is: "done"; readonly record: R }
  | { readonly is: "running"; readonly owner: LockOwner }
  /** `unreadable`: by a record of another version, say, which is left alone. */
  | { readonly is: "failed"; readonly failure: Failure; readonly unreadable?: true }
  | { readonly is: "open" };

const failureSchema = z.strictObject({
  reason: z.string(),
  trace: z.string().optional(),
  outOfMemory: z.literal(true).optional(),
});

/** Paths of a cell's files. */
export function cellPaths(
  results: string,
  { folder }: Pick<CellPlace, "folder">,
): Readonly<Record<"folder" | "lock" | "record" | "failure", string>> {
  const path = `${results}/${folder}`;
  return {
    folder: path,
    lock: `${path}/cell.lock`,
    record: `${path}/record.json`,
    failure: `${path}/failure.json`,
  };
}

/**
 * Reads the state of a cell.
 *
 * A record takes precedence over everything else, and a live owner over an earlier failure.
 *
 * @param needs Files besides the record that a finished cell must have.
 */
export async function readCellState<R>(
  results: string,
  cell: Pick<CellPlace, "folder">,
  read: ReadRecord<R>,
  needs: readonly string[] = [],
): Promise<CellState<R>> {
  const paths = cellPaths(results, cell);
  const files = [paths.record, ...needs.map((name) => `${paths.folder}/${name}`)];
  const isDone = async () => (await Promise.all(files.map(exists))).every((there) => there);
  if (await isDone()) return await readDone(paths.record, read);
  const owner = await lockOwner(paths.lock);
  if (owner) return { is: "running", owner };
  // The owner may have finished in the meantime.
  if (await isDone()) return await readDone(paths.record, read);
  const failure = await readFailure(paths.failure);
  return failure ? { is: "failed", failure } : { is: "open" };
}

async function readDone<R>(path: string, read: ReadRecord<R>): Promise<CellState<R>> {
  try {
    return { is: "done", record: await read(path) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reason = `${error.message}; move it away to run this again`;
    return { is: "failed", failure: { reason }, unreadable: true };
  }
}

/** Writes down why a cell failed. */
export async function writeFailure(path: string, failure: Failure): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await writeFileAtomically(path, JSON.stringify(failure, null, 2) + "\n");
}

/** Reads why a cell failed. Where that is unreadable it failed all the same: the next run replaces it. */
export async function readFailure(path: string): Promise<Failure | undefined> {
  const text = await ifPresent(Deno.readTextFile(path));
  if (text === undefined) return undefined;
  try {
    return parseConfig(failureSchema, parseJson(text, path), path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { reason: error.message };
  }
}

/** Whether there is such a file. */
async function exists(path: string): Promise<boolean> {
  return await ifPresent(Deno.stat(path)) !== undefined;
}
