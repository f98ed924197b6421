/**
 * Scores a set of any size for `scores.csv`, `regions.csv` and pictures.
 *
 * @module
 */
import type { ImageSet } from "../data/mod.ts";
import type { Detector } from "../detector/detector.ts";
import { byScore, scoreParts, type ScoringOptions } from "../detector/scoring/scoring.ts";
import type { Region } from "../metrics/mod.ts";
import { type ScoreRow, statisticsAt } from "../record/scores_csv.ts";
import { EndsOfRanking, type KeptEnds } from "../report/kept_ends.ts";
import { regionsOf } from "./regions_csv.ts";

/** Results for a set, with the maps of the images that are shown only. */
export interface ScoredSet extends KeptEnds {
  /** The method's own scores, `[n]`. */
  readonly own: Float32Array;
  /** The chosen scores, `[n]`. */
  readonly scores: Float32Array;
  /** Of each image; absent where the method does not reconstruct. */
  readonly statistics: readonly ScoreRow["statistics"][];
  /** Of each image, in pixels of its file; absent without maps or a threshold. */
  readonly regions?: readonly (readonly Region[])[];
  /** Time that it took. */
  readonly seconds: number;
}

/**
 * Scores every image. Maps and reconstructions are in memory a batch at a time, except those of both
 * ends of the ranking, which have pictures.
 *
 * @param options.score Which scores and maps are chosen. Default: the method's own.
 * @param options.regionsAbove Threshold of pixels of the chosen maps.
 * @throws {InputError} If a result is not finite, or a file can no longer be read.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function scoreSet(
  detector: Detector,
  set: ImageSet,
  { score = "own", ...options }: ScoringOptions & { readonly score?: "own" | "calibrated" } = {},
): Promise<ScoredSet> {
  const { regionsAbove: threshold } = options;
  const { mapped } = detector;
  const pixels = set.height * set.width;
  const started = performance.now();
  const total = set.files.length;
  const [own, scores] = [new Float32Array(total), new Float32Array(total)];
  const statistics: ScoreRow["statistics"][] = [];
  const regions: (readonly Region[])[] = [];
  const ends = new EndsOfRanking(total);
  for await (const part of scoreParts(detector, set, options)) {
    const { start } = part;
    const chosen = byScore(part, score);
    own.set(part.scores, start);
    scores.set(chosen.scores, start);
    ends.add(chosen);
    for (let i = 0; i < part.scores.length; i++) {
      statistics.push(statisticsAt(part.statistics, i));
      if (!chosen.maps || threshold === undefined) continue;
      const map = chosen.maps.subarray(i * pixels, (i + 1) * pixels);
      regions.push(
        part.regions?.[i] ??
          await regionsOf(set.files[start + i]!.path, map, { ...set, threshold, mapped }),
      );
    }
  }
  return {
    ...{ own, scores, statistics },
    ...ends.kept(),
    ...(regions.length > 0 && { regions }),
    seconds: (performance.now() - started) / 1000,
  };
}
