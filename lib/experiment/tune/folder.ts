/**
 * The folder of a tuning.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { ifPresent, writeFileAtomically } from "../../files.ts";
import { defectSheet } from "../../report/mod.ts";
import type { TuneSetup } from "./setup.ts";
import { splitTraining } from "./folds.ts";

/** Number of images on the sheet of defects. */
const SHEET_IMAGES = 5;

/**
 * Writes down what is tuned, so that no other tuning mixes with it.
 *
 * @throws {InputError} If the folder holds a tuning of other data, candidates or rounds.
 */
export async function keepSetup(folder: string, setup: TuneSetup): Promise<void> {
  const path = `${folder}/tuning.json`;
  const { method, dataset, seed, imageSize, fingerprint, rounds, candidates } = setup;
  const facts = {
    ...{ method, category: dataset.name, seed, imageSize, fingerprint, rounds },
    candidates: candidates.map(({ name, overrides, runHash }) => ({ name, overrides, runHash })),
  };
  const text = JSON.stringify(facts, null, 2) + "\n";
  const before = await ifPresent(Deno.readTextFile(path));
  if (before !== undefined && before !== text) {
    throw new InputError(
      `--out ${folder}: holds a tuning of other data, candidates or settings; choose another folder`,
    );
  }
  await writeFileAtomically(path, text);
}

/**
 * Draws defects of each kind on held-out images into `defects.png`.
 *
 * @returns Its path.
 */
export async function drawDefects(
  folder: string,
  { dataset, seed, imageSize, candidates, kinds }: TuneSetup,
): Promise<string> {
  const { channels } = candidates[0]!.config as { channels: 1 | 3 };
  const { heldOut } = splitTraining(dataset, { fold: 0, seed, images: SHEET_IMAGES });
  const set = await dataset.source.decode(heldOut, { size: imageSize, channels });
  const { png } = await defectSheet(set, { kinds, count: SHEET_IMAGES, seed });
  const path = `${folder}/defects.png`;
  await writeFileAtomically(path, png);
  return path;
}
