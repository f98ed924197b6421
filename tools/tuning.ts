/**
 * Measures from records whether settings can be chosen by synthetic defects:
 *
 *     deno run -A tools/tuning.ts runs/tune-* runs/results
 *
 * The folders hold trials of `daad tune`, records of the same settings trained normally, and the
 * files that `tools/variants.ts` wrote beside them.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import type { RunRecord } from "../lib/record/record.ts";
import { readRecord } from "../lib/record/record_file.ts";
import { listRecords } from "../lib/record/table/read.ts";
import { pairSettings, type StudyTrial } from "../lib/experiment/tune/agreement.ts";
import { formatAgreement } from "../lib/experiment/tune/agreement_text.ts";
import { readTrial } from "../lib/experiment/tune/trial_record.ts";
import { parseJson } from "../lib/json.ts";
import { formatJointChoice, formatJointVariants } from "./joint_choice.ts";
import { formatVariantChoice } from "./variant_choice.ts";
import { readVariants, type RunVariants } from "./kept_variants.ts";

if (import.meta.main) {
  if (Deno.args.length === 0) {
    console.error("error: name folders with trials of tune and with records of runs");
    Deno.exit(2);
  }
  const study = await readStudy(Deno.args);
  const joint = [...formatJointChoice(study.trials), ...formatJointVariants(study.trials)];
  console.log([...formatStudy(study), ...joint].join("\n\n"));
}

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

/** Tables of how well synthetic defects choose settings and, where they were measured, calibrations. */
export function formatStudy({ trials, runs, variants }: Study): string[] {
  return [
    formatAgreement(pairSettings(trials, runs)),
    formatVariantChoice(trials, variants),
  ].flat();
}
