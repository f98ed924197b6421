/**
 * Reads trials of `daad tune` and runs of the same settings.
 *
 * @module
 */
import type { StudyTrial } from "../../lib/experiment/tune/agreement.ts";
import { readTrial } from "../../lib/experiment/tune/trial_record.ts";
import { parseJson } from "../../lib/json.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { listRecords } from "../../lib/record/table/read.ts";
import { readVariants, type RunVariants } from "./variants_file.ts";

/** Trials and runs of the same settings. */
export interface Study {
  readonly trials: readonly StudyTrial[];
  readonly runs: readonly RunRecord[];
  readonly variants: readonly RunVariants[];
}

/**
 * Reads the records below some folders.
 *
 * @throws {InputError} For a record that cannot be read.
 */
export async function readStudy(folders: readonly string[]): Promise<Study> {
  const trials: StudyTrial[] = [];
  const runs: RunRecord[] = [];
  const variants: RunVariants[] = [];
  for (const file of new Set((await Promise.all(folders.map(listRecords))).flat())) {
    const record = parseJson(await Deno.readTextFile(file), file) as { candidate?: unknown };
    const [, tuning] = /^(.*)\/round\d+\//.exec(file) ?? [];
    if (record.candidate === undefined) runs.push(await readRecord(file));
    else trials.push({ ...await readTrial(file), tuning });
    variants.push(...await readVariants(file));
  }
  return { trials, runs, variants };
}
