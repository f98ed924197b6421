/**
 * Whether settings can be chosen by synthetic defects, from records:
 *
 *     deno run -A tools/tuning.ts runs/tune-* runs/results
 *
 * Below the folders are trials of `daad tune` and records of the same settings trained normally.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import type { RunRecord } from "../lib/record/record.ts";
import { readRecord } from "../lib/record/record.ts";
import { listRecords } from "../lib/record/table/read.ts";
import { pairSettings } from "../lib/experiment/tune/agreement.ts";
import { formatAgreement } from "../lib/experiment/tune/agreement_text.ts";
import { readTrial, type TrialRecord } from "../lib/experiment/tune/trial_record.ts";
import { InputError } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";

if (import.meta.main) {
  if (Deno.args.length === 0) {
    console.error("error: name folders with trials of tune and with records of runs");
    Deno.exit(2);
  }
  console.log(await agreementOf(Deno.args));
}

/** The tables of what is below some folders. */
export async function agreementOf(folders: readonly string[]): Promise<string> {
  const trials: TrialRecord[] = [];
  const runs: RunRecord[] = [];
  for (const file of new Set((await Promise.all(folders.map(listRecords))).flat())) {
    try {
      const record = parseJson(await Deno.readTextFile(file), file) as { candidate?: unknown };
      if (record.candidate === undefined) runs.push(await readRecord(file));
      else trials.push(await readTrial(file));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      console.error(`warning: ${error.message}; left out`);
    }
  }
  return formatAgreement(pairSettings(trials, runs));
}
