/**
 * Writes a finished run, the record last.
 *
 * @module
 */
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import { InputError } from "../../errors.ts";
import { removeIfPresent } from "../../files.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { writeRecord } from "../../record/run/record_file.ts";
import type { OutputFolder } from "../output/output_folder.ts";
import { RESULT_FILES, SCORING_CHECKPOINT } from "../output/written.ts";
import { model, saveModel } from "./model.ts";
import type { FittedRun } from "./result.ts";
import { saveScores, scores } from "./scores.ts";
import type { FinishedRun, Writer } from "./writer.ts";

/** Name of the file of the record. */
export const RECORD_NAME = "record.json";

/** Folder of pictures, which are listed one by one when they are written. */
const HEATMAPS = "heatmaps";

/**
 * Writes all parts and then the record: a folder with one is complete. Files that an earlier run
 * wrote and this one does not are removed.
 */
export async function writeRun(
  run: FinishedRun,
  writers: readonly Writer[],
): Promise<RunRecord> {
  const { output } = run;
  const files = [...writers.flatMap(({ files }) => files), RECORD_NAME];
  // From here on an older record, or a scoring to go on with, would be of files that are being replaced.
  await output.claim(files.filter((name) => name !== HEATMAPS));
  await output.remove([RECORD_NAME]);
  await removeIfPresent(`${output.path}/${SCORING_CHECKPOINT}`);
  await removeOthers(output, files);
  for (const writer of writers) await writer.write(run);
  const record = await run.record();
  await writeRecord(`${output.path}/${RECORD_NAME}`, record);
  return record;
}

/** Removes files that an earlier run wrote and this one does not. */
async function removeOthers(output: OutputFolder, files: readonly string[]): Promise<void> {
  await output.remove(RESULT_FILES.filter((name) => !files.includes(name) && name !== HEATMAPS));
  if (!files.includes(HEATMAPS)) await output.replaceFolder(HEATMAPS, []);
}

/**
 * Writes only the model and the scores of a run that cannot be measured.
 *
 * @throws The reason, which says what was kept.
 */
export async function keepUnmeasured(
  fitted: FittedRun,
  scored: ScoredImages,
  { output, reason }: { readonly output: OutputFolder; readonly reason: unknown },
): Promise<never> {
  const kept = [...model.files, ...scores.files];
  await output.claim([...kept, RECORD_NAME]);
  await removeIfPresent(`${output.path}/${SCORING_CHECKPOINT}`);
  await removeOthers(output, kept);
  await saveModel(fitted, output);
  await saveScores(fitted, scored, output);
  if (!(reason instanceof InputError)) throw reason;
  throw new InputError(`${reason.message}; the model and its scores.csv are in ${output.path}`);
}
