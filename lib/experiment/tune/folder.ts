/**
 * The folder of a tuning.
 *
 * @module
 */
import { graphOptions } from "../../backend/settings/graph_options.ts";
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import { InputError } from "../../errors.ts";
import { ifPresent, writeFileAtomically } from "../../files.ts";
import { methodIdentity } from "../../registry/plugin.ts";
import { defectSheet } from "../../report/mod.ts";
import { OutputFolder } from "../output/output_folder.ts";
import type { Choice } from "./choice.ts";
import { keepDataFacts } from "./data_facts.ts";
import { splitTraining } from "./folds.ts";
import type { TuneSetup } from "./setup.ts";
import { formatChoice } from "./text.ts";
import { calibrationVariants } from "./variants.ts";

/** Number of images on the sheet of defects. */
const SHEET_IMAGES = 5;

/** Milliseconds to wait for a process that is just writing to the folder. */
const CLAIM_MS = 30_000;

/** The picture of defects. */
const DEFECTS = "defects.png";

/** Its files, besides the folders of trials. */
const FILES = [
  "tuning.json",
  DEFECTS,
  "tuning.md",
  "choice.json",
  "chosen.json",
  "calibration.json",
] as const;

/**
 * Creates the folder, writes down what is tuned, so that no other tuning mixes with it, and draws the
 * defects.
 *
 * @returns Path of the picture.
 * @throws {AccessError} If nothing can be written there.
 * @throws {InputError} If the folder holds a tuning of other data, candidates or settings, or a file
 * from elsewhere that would be replaced.
 */
export async function beginTuning(folder: string, setup: TuneSetup): Promise<string> {
  await claim(folder, FILES, async () => {
    await keepSetup(folder, setup);
    await drawDefects(folder, setup);
  });
  return `${folder}/${DEFECTS}`;
}

/** Draws defects only, so that they can be looked at; the rest is as of {@linkcode beginTuning}. */
export async function showDefects(folder: string, setup: TuneSetup): Promise<string> {
  await claim(folder, [DEFECTS], () => drawDefects(folder, setup));
  return `${folder}/${DEFECTS}`;
}

/**
 * Writes the choice: in words, in numbers, and as files for `train --config` and `--calibration`.
 *
 * @returns The words.
 */
export async function keepChoice(folder: string, choice: Choice): Promise<string> {
  const { config, ...facts } = choice;
  const text = formatChoice(choice);
  const { calibrationOptions } = choice;
  const contents: Partial<Record<typeof FILES[number], string>> = {
    "tuning.md": text + "\n",
    "choice.json": toJson(facts),
    "chosen.json": toJson(config),
    ...(calibrationOptions && { "calibration.json": toJson(calibrationOptions) }),
  };
  await claim(folder, Object.keys(contents), async () => {
    for (const [name, content] of Object.entries(contents)) {
      await writeFileAtomically(`${folder}/${name}`, content);
    }
  });
  return text;
}

/** Several processes may share the folder, so it is locked only while these files are written. */
async function claim(
  folder: string,
  names: readonly string[],
  write: () => Promise<void>,
): Promise<void> {
  await using output = await OutputFolder.open(folder, names, "tuning", { wait: CLAIM_MS });
  await output.claim(names);
  await write();
}

async function keepSetup(folder: string, setup: TuneSetup): Promise<void> {
  const path = `${folder}/tuning.json`;
  const { method, dataset, seed, imageSize, fingerprint, rounds, candidates } = setup;
  const { precision } = graphOptions();
  const text = toJson({
    ...{ method, category: dataset.name, seed, imageSize, fingerprint, rounds },
    candidates: candidates.map(({ name, overrides, runHash }) => ({ name, overrides, runHash })),
    calibrations: calibrationVariants(imageSize),
    ...await methodIdentity(method),
    // Trials of another arithmetic are others; those of float32 do not say so.
    ...(precision !== "fp32" && { precision }),
  });
  const before = await ifPresent(Deno.readTextFile(path));
  if (before !== undefined && before !== text) {
    throw new InputError(
      `--out ${folder}: holds a tuning of other data, candidates or settings; choose another folder`,
    );
  }
  await writeFileAtomically(path, text);
  await keepDataFacts(folder, setup);
}

async function drawDefects(
  folder: string,
  { dataset, seed, imageSize, candidates, kinds, valueRange }: TuneSetup,
): Promise<void> {
  const { channels, resize } = candidates[0]!.config as Pick<DetectorConfig, "channels" | "resize">;
  const { heldOut } = splitTraining(dataset, { fold: 0, seed, images: SHEET_IMAGES });
  const set = await dataset.source.decode(heldOut, {
    size: imageSize,
    channels,
    resize,
    valueRange,
  });
  const { png } = await defectSheet(set, { kinds, count: SHEET_IMAGES, seed });
  await writeFileAtomically(`${folder}/${DEFECTS}`, png);
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
