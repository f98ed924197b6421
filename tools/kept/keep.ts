/**
 * Adds a run to `data/results`.
 *
 * @module
 */
import { dirname } from "node:path";
import { InputError } from "../../lib/errors.ts";
import { TRIED } from "../../lib/experiment/plan/stored.ts";
import { ifPresent } from "../../lib/files.ts";
import { describeCalibration } from "../../lib/record/run/calibration_record.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { readRecord, writeRecord } from "../../lib/record/run/record_file.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { ownPlace, RESULTS, ROOT } from "./places.ts";
import { keepRanks } from "./ranks.ts";
import { keepVariants } from "./variants_file.ts";

/**
 * Copies a record to `data/results`. Records of figures and ablations, whose columns are settings of
 * one method, and of the profile `paper` keep their path below `runs/results`.
 *
 * @param tried Whether the record is of a setting that was only tried and is in no table of methods.
 * @param results The folder to copy to. Default: `data/results`.
 * @throws {InputError} If a record of other settings, images or arithmetic is kept there.
 */
export async function keep(path: string, tried: boolean, results = RESULTS): Promise<void> {
  const record = await readRecord(path);
  const place = tried ? await triedPlace(record, results) : ownPlace(path) ?? tableName(record);
  const folder = `${results}/${place}`;
  await requireSameRun(`${folder}/record.json`, record);
  await Deno.mkdir(folder, { recursive: true });
  await writeRecord(`${folder}/record.json`, record);
  await keepRanks(dirname(path), folder);
  await keepVariants(dirname(path), folder);
}

/** Refuses to replace a kept record by one of other settings, images or arithmetic. */
async function requireSameRun(path: string, record: RunRecord): Promise<void> {
  if (!await ifPresent(Deno.stat(path))) return;
  const [before, now] = [factsOf(await readRecord(path)), factsOf(record)];
  for (const [name, value] of Object.entries(now)) {
    if (before[name] === value) continue;
    throw new InputError(
      `${path.startsWith(ROOT) ? path.slice(ROOT.length) : path}: has ${name} ${
        before[name]
      }, the new record ${value}; ` +
        "remove it first if the new one is to replace it, or keep the new one with --tried",
    );
  }
}

/** What decides a run's numbers on one machine. */
function factsOf(record: RunRecord): Record<string, string> {
  const { configHash, data, backend, calibration, tuned } = record;
  return {
    configuration: configHash,
    images: data.fingerprint,
    precision: backend.precision,
    calibration: calibration && "options" in calibration
      ? describeCalibration(calibration)
      : "none",
    tuning: tuned ?? "none",
  };
}

/** The images are in the name only where a record of the same settings on others is kept already. */
async function triedPlace(record: RunRecord, results: string): Promise<string> {
  const place = `${TRIED}/${tableName(record)}-${record.configHash.slice(0, 8)}`;
  const { fingerprint } = record.data;
  const path = `${results}/${place}/record.json`;
  const kept = await ifPresent(Deno.stat(path)) && await readRecord(path);
  return kept === undefined || kept.data.fingerprint === fingerprint
    ? place
    : `${place}-${fingerprint.slice(0, 8)}`;
}

function tableName(record: RunRecord): string {
  const { method, dataset, protocol, category, seed } = record;
  const set = protocol === "one-class-abnormal" ? `${dataset}_abnormal` : dataset;
  const variant = variantOf(record);
  const name = variant === undefined ? method : `${method}_${variant}`;
  return `${name}-${set}-${category}-seed${seed}`;
}
