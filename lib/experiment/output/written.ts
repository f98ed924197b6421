/**
 * The list of files in a folder that this project wrote.
 *
 * @module
 */
import { z } from "zod";
import { parseConfig } from "../../config.ts";
import { parseJson } from "../../json.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { DETECTOR_NAME, MODEL_NAME } from "../../registry/storage.ts";
import { CHECKPOINT_NAME } from "./checkpoints.ts";

/** Path of the list within the folder. */
export const WRITTEN_NAME = ".daad/written.json";

/** Path within the folder of what an interrupted scoring has computed. */
export const SCORING_CHECKPOINT = ".daad/scoring.safetensors";

/** Files that scoring writes. */
export const SCORING_FILES = [
  "scores.csv",
  "regions.csv",
  "heatmaps",
  "overview.png",
  "report.html",
] as const;

/** Files that training writes when it ends. */
export const RESULT_FILES = [
  MODEL_NAME,
  DETECTOR_NAME,
  "thresholds.json",
  "calibration.safetensors",
  ...SCORING_FILES,
  "record.json",
] as const;

const schema = z.strictObject({ format: z.literal(1), written: z.array(z.string()) });

/**
 * Reads which files were written, as paths within the folder.
 *
 * Older runs kept no list: next to a record or a checkpoint, all files that training writes count as
 * theirs, and next to a report, all that scoring writes.
 *
 * @throws {InputError} If the list is damaged.
 */
export async function readWritten(folder: string): Promise<ReadonlySet<string>> {
  const path = `${folder}/${WRITTEN_NAME}`;
  const text = await readText(path);
  if (text !== undefined) {
    return new Set(parseConfig(schema, parseJson(text, path), path).written);
  }
  const training = await isRecord(`${folder}/record.json`) ||
    await Deno.stat(`${folder}/${CHECKPOINT_NAME}`).then(() => true, () => false);
  if (training) return new Set([CHECKPOINT_NAME, ...RESULT_FILES, ...await pictures(folder)]);
  const report = await readText(`${folder}/report.html`);
  const ours = report?.includes("Content-Security-Policy") && report.includes("sha256-");
  return new Set(ours ? [...SCORING_FILES, ...await pictures(folder)] : []);
}

/** Finds heat maps by their names, `RANK_PATH.png`. */
async function pictures(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(`${folder}/heatmaps`));
    return entries.filter(({ name }) => /^\d+_.*\.png$/.test(name))
      .map(({ name }) => `heatmaps/${name}`);
  } catch {
    return []; // there are none
  }
}

function isRecord(path: string): Promise<boolean> {
  return readRecord(path).then(() => true, () => false);
}

/** Reads a file; `undefined` where there is none, or it cannot be read. */
async function readText(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch(() => undefined);
}
