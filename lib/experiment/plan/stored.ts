/**
 * The finished runs of a plan, wherever they are kept.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { type Found, readRecords, type StoredRecord } from "../../record/table/read.ts";
import { type ProfileName, PROFILES } from "./plan.ts";
import { PLANS } from "./plans.ts";

/** Folders of results: this machine's, then those kept by the project. */
export const RESULT_FOLDERS = ["runs/results", "data/results"] as const;

/** The second of them. */
export const KEPT_RESULTS = RESULT_FOLDERS[1];

/** Folder of `data/results` for runs in settings that were only tried, which are in no table of methods. */
export const TRIED = "tried";

/** A plan and a profile whose runs are read. */
export interface StoredChoice {
  /** Id of the plan. */
  readonly plan: string;
  /** Runs of other profiles are left out. */
  readonly profile: ProfileName;
  /** Folder of the project. Default `.`; in a notebook it is `..`. */
  readonly root?: string;
}

/**
 * Reads the records of a plan from `runs/results/<plan>/<profile>` and from `data/results`: there,
 * everything except what is under another plan, another profile or `tried`. A run that is in both
 * counts once.
 *
 * @example
 * ```ts
 * import { readStored } from "./stored.ts";
 * import { assert } from "@std/assert";
 *
 * const { found } = await readStored({ plan: "mvtec", profile: "cpu" });
 * assert(found.some(({ record }) => record.method === "daad"));
 * ```
 */
export async function readStored(choice: StoredChoice): Promise<Found<StoredRecord>> {
  const { plan, profile, root = "." } = choice;
  const own = await readIfPresent(`${root}/${RESULT_FOLDERS[0]}/${plan}/${profile}`);
  const kept = await readKept(choice);
  const first = new Map<string, StoredRecord>();
  for (const stored of [...own.found, ...kept.found]) {
    const key = identity(stored.record);
    if (!first.has(key)) first.set(key, stored);
  }
  return { found: [...first.values()], warnings: [...own.warnings, ...kept.warnings] };
}

/** The part of {@linkcode readStored} that the project keeps. */
export async function readKept(
  { plan, profile, root = "." }: StoredChoice,
): Promise<Found<StoredRecord>> {
  const kept = `${root}/${KEPT_RESULTS}`;
  const { found, warnings } = await readIfPresent(kept);
  return { found: found.filter(({ file }) => belongs(file.slice(kept.length + 1))), warnings };

  function belongs(path: string): boolean {
    const [top, second] = path.split("/");
    if (top === TRIED) return false;
    if (!PLANS.some(({ id }) => id === top)) return true;
    return top === plan && (second === profile || !PROFILES.some((name) => name === second));
  }
}

async function readIfPresent(folder: string): Promise<Found<StoredRecord>> {
  try {
    return await readRecords(folder);
  } catch (error) {
    if (error instanceof InputError) return { found: [], warnings: [] };
    throw error;
  }
}

/** Equal for two copies of one run. */
function identity(record: RunRecord): string {
  const { method, dataset, protocol, category, seed, configHash, backend, data, seconds } = record;
  const { precision } = backend;
  return JSON.stringify([
    ...[method, dataset, protocol, category, seed, configHash, precision],
    ...[data.fingerprint, seconds.total],
  ]);
}
