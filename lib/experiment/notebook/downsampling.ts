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
  return { found: points, records: found, warnings: [...warnings, ...left] };
}

/**
 * Image AUROCs of the same runs for `plotAurocs`, one point per method and ratio: the mean over seeds
 * with its interval or, for one seed, the interval over test images.
 *
 * @param score The score to compare by; runs whose record lacks it are left out.
 */
export function downsamplingAurocs(
  found: readonly StoredRecord[],
  category: string,
  score: ScoreName,
): AurocPoint[] {
  const runs = found.flatMap((stored) => {
    const point = downsamplingPoints([stored]).found.get(category)?.[0];
    const auroc = imageMetrics(stored.record, score)?.imageAuroc;
    return point && auroc ? [{ ...point, auroc }] : [];
  }).sort((a, b) => a.method.localeCompare(b.method, "en") || a.ratio - b.ratio);
  return [...Map.groupBy(runs, ({ method, ratio }) => `${method}, ${ratio}×`)]
    .map(([label, of]) => {
      const { mean, interval } = summarize(of.map(({ auroc }) => auroc.value));
      const { low, high } = interval ?? of[0]!.auroc;
      return { label, value: mean, low, high };
    });
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
