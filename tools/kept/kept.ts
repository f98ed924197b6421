/**
 * Reads what is kept: `data/results`, `data/tuned`, `data/study` and `bench/results`.
 *
 * @module
 */
import { CASES } from "../../bench/cases.ts";
import type { StoredCase } from "../../bench/summary.ts";
import type { Untrained } from "../../lib/experiment/evaluate/untrained.ts";
import type { ProfileName } from "../../lib/experiment/plan/plan.ts";
import { TRIED } from "../../lib/experiment/plan/stored.ts";
import type { TrialRecord } from "../../lib/experiment/tune/trial_record.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { readRecords, type StoredRecord } from "../../lib/record/table/read.ts";
import { type FaultRow, readFaults } from "../../tests/faults/table.ts";
import { METHOD_PLANS, ownPlace, RESULTS, ROOT } from "./places.ts";
import { readStudy, type Study } from "./study.ts";
import { readTunings, type Tuning } from "./tunings.ts";
import { readVariants, type RunVariants } from "./variants_file.ts";

const TUNED = `${ROOT}data/tuned`;
const STUDY = `${ROOT}data/study`;
const DEFAULTS = `${STUDY}/defaults`;
const CONFIRMED = `${STUDY}/confirmed`;
const EPOCHS = `${STUDY}/epochs`;

/** Everything that the tables are made of. */
export interface Kept {
  /** All records. */
  readonly stored: readonly StoredRecord[];
  /** Records of the tables of methods. */
  readonly records: readonly RunRecord[];
  /** Records of settings that did not become defaults and are in no table of methods. */
  readonly tried: readonly RunRecord[];
  /** Records of a plan that keep their place, by default in profile `cpu`. */
  readonly of: (plan: string, profile?: ProfileName) => readonly StoredRecord[];
  /** Scores that have learnt nothing, by dataset. */
  readonly untrained: Readonly<Record<string, Untrained>>;
  /** Trials of several categories, by which the defaults were chosen. */
  readonly defaults: readonly TrialRecord[];
  /** Trials of other categories, in which the defaults that were chosen are the reference. */
  readonly confirmed: readonly TrialRecord[];
  /** Trials of several categories to the end, for half, the defaults' and twice the epochs. */
  readonly epochs: readonly TrialRecord[];
  /** What was chosen for single categories. */
  readonly tunings: readonly Tuning[];
  /** Trials and runs that say whether such a choice is a good one. */
  readonly study: Study;
  /** What each variant of the calibration is worth to kept runs. */
  readonly variants: readonly RunVariants[];
  readonly cases: readonly StoredCase[];
  readonly faults: readonly FaultRow[];
}

/** Reads everything. */
export async function readKept(): Promise<Kept> {
  const { found: stored, warnings } = await readRecords(RESULTS);
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  const isTried = ({ file }: StoredRecord) => file.startsWith(`${RESULTS}/${TRIED}/`);
  const untrained = await Promise.all(METHOD_PLANS.map(async ({ dataset }) => {
    const text = await Deno.readTextFile(`${RESULTS}/untrained/${dataset}.json`);
    return [dataset, JSON.parse(text) as Untrained] as const;
  }));
  return {
    stored,
    records: stored.filter((run) => ownPlace(run.file) === undefined && !isTried(run))
      .map(({ record }) => record),
    tried: stored.filter(isTried).map(({ record }) => record),
    of: (plan, profile = "cpu") =>
      stored.filter(({ file }) => ownPlace(file)?.startsWith(`${plan}/${profile}/`)),
    untrained: Object.fromEntries(untrained),
    defaults: (await readStudy([DEFAULTS])).trials,
    confirmed: (await readStudy([CONFIRMED])).trials,
    epochs: (await readStudy([EPOCHS])).trials,
    tunings: await readTunings(TUNED),
    study: await readStudy([STUDY, TUNED]),
    variants: (await Promise.all(stored.map(({ file }) => readVariants(file)))).flat(),
    cases: await readCases(),
    faults: await readFaults(`${RESULTS}/faults.json`),
  };
}

/** All cases of all processors that were measured. */
async function readCases(): Promise<StoredCase[]> {
  const folder = `${ROOT}bench/results`;
  const processors = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) processors.push(entry.name);
  }
  const texts = await Promise.all(
    processors.toSorted().flatMap((processor) =>
      CASES.map((name) =>
        Deno.readTextFile(`${folder}/${processor}/${name}.json`).catch((error) => {
          if (error instanceof Deno.errors.NotFound) return undefined; // not measured there
          throw error;
        })
      )
    ),
  );
  return texts.filter((text) => text !== undefined).map((text) => JSON.parse(text));
}
