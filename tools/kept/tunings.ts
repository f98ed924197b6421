/**
 * What tunings chose, from their records in `data/tuned`.
 *
 * `DATASET/CATEGORY/METHOD` there is the folder of a `daad tune`, without its pictures.
 *
 * @module
 */
import type { TunedFields } from "../../lib/experiment/plan/plan.ts";
import { type Choice, choose } from "../../lib/experiment/tune/choice.ts";
import type { Round } from "../../lib/experiment/tune/profile.ts";
import type { ResolvedCandidate } from "../../lib/experiment/tune/setup.ts";
import { readTrial, type TrialRecord } from "../../lib/experiment/tune/trial_record.ts";
import { parseJson } from "../../lib/json.ts";
import { listRecords } from "../../lib/record/table/read.ts";

/** A tuning. */
export interface Tuning {
  /** `mvtec/bottle/daad`. */
  readonly place: string;
  readonly dataset: string;
  readonly category: string;
  readonly method: string;
  readonly imageSize: number;
  readonly trials: readonly TrialRecord[];
  /** Absent where only its first round was run, for a setting of several categories. */
  readonly choice?: Choice;
}

/** What `tuning.json` has. */
interface Facts {
  readonly method: string;
  readonly imageSize: number;
  readonly rounds: readonly Round[];
  readonly candidates: readonly ResolvedCandidate[];
}

/** All tunings below a folder, in the order of their places; the choice is made anew from the trials. */
export async function readTunings(folder: string): Promise<Tuning[]> {
  const files = await listRecords(folder);
  const trials = await Promise.all(files.map(async (file) => {
    const [dataset, category, method] = file.slice(folder.length + 1).split("/");
    return { place: [dataset, category, method].join("/"), trial: await readTrial(file) };
  }));
  const tunings = [...Map.groupBy(trials, ({ place }) => place)].map(async ([place, own]) => {
    const [dataset, category] = place.split("/") as [string, string];
    const path = `${folder}/${place}/tuning.json`;
    const facts = parseJson(await Deno.readTextFile(path), path) as Facts;
    const { method, imageSize, rounds } = facts;
    const trials = own.map(({ trial }) => trial);
    const last = complete(trials.filter(({ round }) => round === rounds.length), rounds);
    const candidates = facts.candidates.map((candidate) => ({
      ...candidate,
      config: last.find((trial) => trial.candidate === candidate.name)?.config ?? {},
    }));
    return {
      ...{ place, dataset, category, method, imageSize, trials },
      ...(last.length > 0 && { choice: choose({ method, candidates, rounds }, last) }),
    };
  });
  return (await Promise.all(tunings)).toSorted((a, b) => a.place < b.place ? -1 : 1);
}

/** The trials of candidates that have all folds of the last round, as `tune` takes them. */
function complete(trials: readonly TrialRecord[], rounds: readonly Round[]): TrialRecord[] {
  const { folds } = rounds.at(-1)!;
  return [...Map.groupBy(trials, ({ candidate }) => candidate).values()]
    .filter((own) => folds.every((fold) => own.some((trial) => trial.fold === fold))).flat();
}

/** What plans read: data sets, in them methods, in them categories. */
export function tunedSettings(
  tunings: readonly Tuning[],
): Record<string, Record<string, Record<string, TunedFields>>> {
  const settings: Record<string, Record<string, Record<string, TunedFields>>> = {};
  for (const { dataset, method, category, place, trials, choice } of tunings) {
    if (!choice) continue;
    ((settings[dataset] ??= {})[method] ??= {})[category] = {
      record: `data/tuned/${place}`,
      config: fieldsOf(choice, trials),
      calibration: { ...choice.calibrationOptions },
    };
  }
  return settings;
}

/**
 * All fields of the chosen configuration, since the defaults may change, except those that the images
 * or the profile decide: a trial has only a part of the epochs.
 */
function fieldsOf(
  { chosen, config: overrides }: Choice,
  trials: readonly TrialRecord[],
): Readonly<Record<string, unknown>> {
  const { config } = trials.find(({ candidate }) => candidate === chosen.candidate)!;
  const { imageSize: _, channels: __, epochs: ___, ...fields } = { ...config, ...overrides };
  return { ...fields, ...("epochs" in overrides && { epochs: overrides.epochs }) };
}
