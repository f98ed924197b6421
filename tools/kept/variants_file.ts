/**
 * The file with the results of all variants of a run's calibration, beside its record.
 *
 * @module
 */
import { dirname } from "node:path";
import type { CalibrationOptions } from "../../lib/detector/calibration/options.ts";
import { ifPresent, removeIfPresent } from "../../lib/files.ts";
import { parseJson } from "../../lib/json.ts";

/** Results of one way to score on the test images. */
export interface ScoreMeasure {
  readonly image: number;
  /** Absent without masks. */
  readonly pixel?: number;
  /** Per-region overlap. */
  readonly pro?: number;
}

/** Results of one variant of the calibration. */
export interface VariantMeasure extends ScoreMeasure {
  /** What it was; its name may mean something else in another version. */
  readonly options: CalibrationOptions;
}

/** Contents of `variants.json`, by variant, the default first; `own` is the method's own score. */
export interface RunVariants {
  readonly method: string;
  readonly category: string;
  readonly seed: number;
  readonly configHash: string;
  readonly own: ScoreMeasure;
  readonly variants: Readonly<Record<string, VariantMeasure>>;
}

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
