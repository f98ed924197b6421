/**
 * The kept results of `calibrations.ts`, which grow by categories.
 *
 * @module
 */
import { ifPresent } from "../lib/files.ts";
import { parseJson } from "../lib/json.ts";
import type { RunRecord } from "../lib/record/run/record.ts";
import type { Row } from "./calibration_gains.ts";

/** What a row was measured by. */
export interface Origin {
  readonly code: RunRecord["code"];
  readonly backend: string;
}

/** A row of any run. */
export type KeptRow = Row & Origin;

/** What all rows of a file have in common. */
export interface Settings {
  readonly method: string;
  readonly imageSize: number;
}

/**
 * Reads the rows that earlier runs with the same settings left.
 *
 * @returns No rows if there is no file, or one of other settings.
 */
export async function readRows(path: string, settings: Settings): Promise<KeptRow[]> {
  const text = await ifPresent(Deno.readTextFile(path));
  if (text === undefined) return [];
  const { rows, method, imageSize, ...origin } = parseJson(text, path) as
    & Settings
    & Partial<Origin>
    & { readonly rows: readonly (Row & Partial<Origin>)[] };
  if (method !== settings.method || imageSize !== settings.imageSize) return [];
  // A file of one run only states the origin once.
  const { code, backend } = origin;
  return rows.map((row) => ({ ...{ code, backend } as Origin, ...row }));
}

/** Puts the rows of a category in place of its earlier ones. */
export function replaceRows(kept: readonly KeptRow[], own: readonly KeptRow[]): KeptRow[] {
  const measured = new Set(own.map(({ category }) => category));
  return [...kept.filter(({ category }) => !measured.has(category)), ...own];
}
