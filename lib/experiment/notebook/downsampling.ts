/**
 * Turns the runs of the down-sampling figure into points.
 *
 * @module
 */
import { imageMetrics, isTrained, type ScoreName } from "../../record/compare/statistic.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { type Found, readRecords, type StoredRecord } from "../../record/table/read.ts";
import { summarize } from "../../record/table/statistics.ts";
import { findMethod } from "../../registry/registry.ts";
import type { AurocPoint } from "../../report/plots/aurocs.ts";
import type { DownsamplingPoint } from "../../report/plots/downsampling.ts";

/** Points by category, and a sentence for each record that was left out. */
export interface DownsamplingRuns extends Pick<Found<never>, "warnings"> {
  /** Points in the order of the records' paths. */
  readonly found: ReadonlyMap<string, readonly DownsamplingPoint[]>;
}

/**
 * Reads the records below a folder of the plan `downsampling`.
 *
 * @throws {InputError} If there is no such folder.
 */
export async function readDownsampling(
  folder: string,
): Promise<DownsamplingRuns & { readonly records: readonly StoredRecord[] }> {
  const { found, warnings } = await readRecords(folder);
  const { found: points, warnings: left } = downsamplingPoints(found);
  const leftOut = left.map((line) => `${line} of the chart of errors`);
  return { found: points, records: found, warnings: [...warnings, ...leftOut] };
}

/** Image AUROCs of one category. */
export interface DownsamplingAurocs {
  /** One per method and ratio, for `plotAurocs`. */
  readonly points: readonly AurocPoint[];
  /** Names of methods and ratios, `MemAE, 2×`, that are left out: a run of theirs learnt nothing. */
  readonly untrained: readonly string[];
}

/**
 * Image AUROCs of the runs of one category, with or without masks, one point per method and ratio: the
 * mean over seeds with its interval or, for one seed, the interval over test images. Where one seed
 * has learnt nothing, the others are left out too, as in all tables: they are a selection.
 *
 * @param score The score to compare by; runs whose record lacks it are left out.
 */
export function downsamplingAurocs(
  found: readonly StoredRecord[],
  category: string,
  score: ScoreName,
): DownsamplingAurocs {
  const runs = found.flatMap(({ record }) => {
    const ratio = downsamplingRatio(record);
    if (record.category !== category || ratio === undefined) return [];
    return [{ record, ratio, method: findMethod(record.method).title }];
  }).sort((a, b) => a.method.localeCompare(b.method, "en") || a.ratio - b.ratio);
  const cells = [...Map.groupBy(runs, ({ method, ratio }) => `${method}, ${ratio}×`)]
    .map(([label, of]) => ({
      label,
      trained: of.every(({ record }) => isTrained(record)),
      aurocs: of.flatMap(({ record }) => imageMetrics(record, score)?.imageAuroc ?? []),
    }))
    .filter(({ aurocs }) => aurocs.length > 0);
  return {
    points: cells.filter(({ trained }) => trained).map(({ label, aurocs }) => {
      const { mean, interval } = summarize(aurocs.map(({ value }) => value));
      const { low, high } = interval ?? aurocs[0]!;
      return { label, value: mean, low, high };
    }),
    untrained: cells.filter(({ trained }) => !trained).map(({ label }) => label),
  };
}

/** Sorts records into points by category; a warning names each record without a point. */
export function downsamplingPoints(found: readonly StoredRecord[]): DownsamplingRuns {
  const points = new Map<string, DownsamplingPoint[]>();
  const left: string[] = [];
  for (const { file, record } of found) {
    const point = toPoint(record);
    if (typeof point === "string") left.push(`${file}: ${point}; left out`);
    else points.set(record.category, [...points.get(record.category) ?? [], point]);
  }
  return { found: points, warnings: left };
}

/** A record's point, or why it has none. */
function toPoint(record: RunRecord): DownsamplingPoint | string {
  const { method, metrics } = record;
  const { normal, defect } = metrics.reconstructionErrors ?? {};
  if (normal === undefined || defect === undefined) return "no reconstruction error of defects";
  const ratio = downsamplingRatio(record);
  if (ratio === undefined) return `method ${method} has no down-sampling ratio`;
  const untrained = !isTrained(record);
  return {
    method: findMethod(method).title,
    ratio,
    defect,
    normal,
    ...(untrained && { untrained }),
  };
}

/** By how much an encoder shrinks each side of the image; `undefined` for other methods. */
export function downsamplingRatio({ config }: Pick<RunRecord, "config">): number | undefined {
  // Each level of an AE, each width of a MemAE, halves the image.
  const halvings = Array.isArray(config.widths) ? config.widths.length : config.levels;
  return typeof halvings === "number" ? 2 ** halvings : undefined;
}
