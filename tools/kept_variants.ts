/**
 * The file with the results of all variants of a run's calibration, beside its record.
 *
 * @module
 */
import { dirname } from "node:path";
import { ifPresent, removeIfPresent } from "../lib/files.ts";
import { parseJson } from "../lib/json.ts";
import type { RunVariants } from "./variants.ts";

/** Its name. */
export const VARIANTS_FILE = "variants.json";

/** Reads the variants beside a record; empty where `tools/variants.ts` was not run. */
export async function readVariants(record: string): Promise<RunVariants[]> {
  const file = `${dirname(record)}/${VARIANTS_FILE}`;
  const text = await ifPresent(Deno.readTextFile(file));
  return text === undefined ? [] : [parseJson(text, file) as RunVariants];
}

/** Copies the variants of a run; of a run without them, none of another one stay. */
export async function keepVariants(run: string, folder: string): Promise<void> {
  const text = await ifPresent(Deno.readTextFile(`${run}/${VARIANTS_FILE}`));
  if (text === undefined) await removeIfPresent(`${folder}/${VARIANTS_FILE}`);
  else await Deno.writeTextFile(`${folder}/${VARIANTS_FILE}`, text);
}
