/**
 * Groups runs into columns by method, configuration, precision and kind of device, with one data
 * fingerprint per category.
 *
 * @module
 */
import { hasClasses } from "../../data/mod.ts";
import { METHODS } from "../../registry/registry.ts";
import type { ScoreName } from "../compare/statistic.ts";
import type { Entry, ImageCount } from "./entry.ts";

/** The runs of one column. */
export interface Group {
  readonly method: string;
  /** The configuration that all runs share, but for `channels` and `epochs`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsHash: string;
  /** One of the tunings that chose the configurations, where they did. */
  readonly tuned?: string;
  readonly precision: string;
  readonly device: Entry["device"];
  /** Which of several versions of the data; absent where there is only one. */
  readonly data?: { readonly index: number; readonly of: number };
  /** At least one run; each category has one fingerprint, and each of its seeds occurs once. */
  readonly entries: readonly Entry[];
}

/**
 * Sorts runs into columns, in the order of the registry.
 *
 * - Runs with other settings, another precision or another kind of device go into other columns.
 * - So do runs with another number of epochs, unless each has the method's default for its number of
 *   images. A run that fits both an explicit number and the default is in both columns.
 * - So do runs that were limited to fewer training or test images. Where a category then still has
 *   several data fingerprints, each but the most frequent moves to a further column.
 * - By calibrated scores, only runs count whose calibration is the column's most frequent; a warning
 *   names the others. Tuned runs have a calibration for each category.
 * - Of several runs of one seed in one column, the first file counts; a warning names the others.
 *
 * @param entries Runs of one data set and protocol.
 */
export function groupEntries(
  entries: readonly Entry[],
  score: ScoreName,
): { groups: readonly Group[]; warnings: readonly string[] } {
  const order = METHODS.map(({ id }) => id);
  const rank = (method: string) => (order.indexOf(method) + order.length + 1) % (order.length + 1);
  const warnings = new Set<string>();
  const bySettings = Map.groupBy(
    entries,
    ({ method, settingsHash, precision, device }) =>
      JSON.stringify([method, settingsHash, precision, device]),
  );
  const groups = [...bySettings.values()].flatMap(splitByEpochs).flatMap(splitByData)
    .map(({ entries, data }) => {
      const { method, settings, settingsHash, tuned, precision, device } = entries[0]!;
      const alike = score === "calibrated" ? calibratedAlike(entries, warnings) : entries;
      const kept = dropRepeatedSeeds(alike, warnings);
      return { method, settings, settingsHash, tuned, precision, device, data, entries: kept };
    });
  const sorted = groups.toSorted((a, b) =>
    rank(a.method) - rank(b.method) || compare(a.method, b.method) ||
    (a.data?.index ?? 1) - (b.data?.index ?? 1) ||
    compare(a.entries[0]!.file, b.entries[0]!.file)
  );
  return { groups: sorted, warnings: [...warnings] };
}

function splitByEpochs(entries: readonly Entry[]): Entry[][] {
  const explicit = new Set(entries.filter((e) => !e.epochsByDefault).map(({ epochs }) => epochs));
  const columns = [...explicit].map((n) => entries.filter(({ epochs }) => epochs === n));
  const byDefault = entries.filter((entry) => entry.epochsByDefault);
  const covered = byDefault.every(({ epochs }) => explicit.has(epochs));
  return covered && explicit.size > 0 ? columns : [...columns, byDefault];
}

/**
 * A column holds runs of one limit of images and, of each category, one version of the data: the k-th
 * column of a limit holds the k-th most frequent one.
 */
function splitByData(
  entries: readonly Entry[],
): { entries: readonly Entry[]; data?: { index: number; of: number } }[] {
  const columns = splitByLimit(entries).flatMap(splitByFingerprint);
  if (columns.length === 1) return [{ entries }];
  return columns.map((entries, k) => ({ entries, data: { index: k + 1, of: columns.length } }));
}

/** The most frequent limit first. */
function splitByLimit(entries: readonly Entry[]): (readonly Entry[])[] {
  if (haveOneLimit(entries, "train") && haveOneLimit(entries, "test")) return [entries];
  const limit = ({ used, official }: ImageCount) => used === official ? "all" : used;
  const groups = Map.groupBy(
    entries,
    ({ images: { train, test } }) => JSON.stringify([limit(train), limit(test)]),
  );
  return [...groups].sort(([a, first], [b, second]) =>
    second.length - first.length || compare(a, b)
  ).map(([, runs]) => runs);
}

/**
 * Whether each run has as many images as its category has of those that all were limited to. Folders
 * are never limited, and a copy of MVTec AD may lack any image.
 */
function haveOneLimit(entries: readonly Entry[], of: "train" | "test"): boolean {
  const most = Math.max(...entries.map(({ images }) => images[of].used));
  return entries.every(({ dataset, images: { [of]: { used, official = most } } }) =>
    !hasClasses(dataset) || used === Math.min(most, official)
  );
}

function splitByFingerprint(entries: readonly Entry[]): Entry[][] {
  const columns: Entry[][] = [];
  for (const category of Map.groupBy(entries, ({ category }) => category).values()) {
    const versions = [...Map.groupBy(category, ({ fingerprint }) => fingerprint)]
      .sort(([a, first], [b, second]) => second.length - first.length || compare(a, b));
    for (const [k, [, version]] of versions.entries()) (columns[k] ??= []).push(...version);
  }
  return columns;
}

function calibratedAlike(entries: readonly Entry[], warnings: Set<string>): readonly Entry[] {
  if (entries[0]!.tuned !== undefined) return entries;
  const calibrated = entries.filter(({ calibrated }) => calibrated !== undefined);
  const [, ...rare] = [...Map.groupBy(calibrated, ({ calibrated }) => calibrated!)]
    .sort(([a, first], [b, second]) => second.length - first.length || compare(a, b));
  const others = rare.flatMap(([, runs]) => runs);
  for (const { file, calibrated } of others) {
    warnings.add(`${file}: calibrated otherwise than most of its column, ${calibrated}; left out`);
  }
  return entries.filter((entry) => !others.includes(entry));
}

function dropRepeatedSeeds(entries: readonly Entry[], warnings: Set<string>): Entry[] {
  const cells = Map.groupBy(entries, ({ category, seed }) => JSON.stringify([category, seed]));
  return [...cells.values()].map((runs) => {
    const [first, ...others] = runs.toSorted((a, b) => compare(a.file, b.file));
    for (const { file } of others) {
      warnings.add(`${file}: the same seed of the same run as ${first!.file}; left out`);
    }
    return first!;
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
