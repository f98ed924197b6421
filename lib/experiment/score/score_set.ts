/**
 * Scores a set of any size for `scores.csv`, `regions.csv` and pictures.
 *
 * @module
 */
import { append } from "../../append.ts";
import { type ImageSet, subset } from "../../data/mod.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { byScore, scoreParts, type ScoringOptions } from "../../detector/scoring/scoring.ts";
import { StoppedError } from "../../errors.ts";
import type { Region } from "../../metrics/mod.ts";
import { type ScoreRow, statisticsAt } from "../../record/run/scores_csv.ts";
import { EndsOfRanking, type EndsSoFar, type KeptEnds } from "../../report/pictures/kept_ends.ts";
import { regionsOf } from "../output/regions_csv.ts";
import type { ScoringCheckpoint } from "./scoring_checkpoint.ts";
import { imagesHash } from "./scoring_request.ts";

/** Scores whole sets, and goes on where an interrupted scoring was. */
export interface ScoreSetOptions extends ScoringOptions {
  /** Which scores and maps are chosen. Default: the method's own. */
  readonly score?: "own" | "calibrated";
  /** Where the results so far are kept. Default: nowhere. */
  readonly checkpoint?: ScoringCheckpoint;
  /** Called with the number of images that an interrupted scoring had scored, before it goes on. */
  readonly onResume?: (scored: number) => void;
}

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
 * ends of the ranking, which have pictures. With a checkpoint an interrupted scoring continues where it
 * was, to the same results.
 *
 * @param options.regionsAbove Threshold of pixels of the chosen maps.
 * @throws {InputError} If a result is not finite, or a file can no longer be read.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function scoreSet(
  detector: Detector,
  set: ImageSet,
  { score = "own", checkpoint, onResume, ...options }: ScoreSetOptions = {},
): Promise<ScoredSet> {
  const { regionsAbove: threshold } = options;
  const { mapped } = detector;
  const pixels = set.height * set.width;
  const started = performance.now();
  const total = set.files.length;
  const [own, scores] = [new Float32Array(total), new Float32Array(total)];
  const ends = new EndsOfRanking(total);
  const images = imagesHash(set);
  const before = await checkpoint?.load(images);
  const first = before?.own.length ?? 0;
  own.set(before?.own ?? []);
  scores.set(before?.scores ?? []);
  const statistics = [...before?.statistics ?? []];
  const regions = [...before?.regions ?? []];
  let [done, saved] = [first, first];
  const secondsSoFar = () => (before?.seconds ?? 0) + (performance.now() - started) / 1000;
  const save = async () => {
    saved = done;
    await checkpoint?.save({
      ...{ images, statistics, regions, ends: ends.soFar(), seconds: secondsSoFar() },
      ...{ own: own.subarray(0, done), scores: scores.subarray(0, done) },
    });
  };
  const parts = first === total
    ? []
    : scoreParts(detector, from(first, set), fromFirst(first, options));
  try {
    if (before) {
      onResume?.(first);
      await goOn(ends, before.ends, { detector, set, score, options });
    }
    for await (const part of parts) {
      const start = first + part.start;
      const chosen = byScore(part, score);
      const found: (readonly Region[])[] = [];
      for (let i = 0; chosen.maps && threshold !== undefined && i < part.scores.length; i++) {
        const map = chosen.maps.subarray(i * pixels, (i + 1) * pixels);
        found.push(
          part.regions?.[i] ??
            await regionsOf(set.files[start + i]!.path, map, { ...set, threshold, mapped }),
        );
      }
      own.set(part.scores, start);
      scores.set(chosen.scores, start);
      ends.add({ ...chosen, start });
      part.scores.forEach((_, i) => statistics.push(statisticsAt(part.statistics, i)));
      append(regions, found);
      done = start + part.scores.length;
      if (checkpoint?.due()) await save();
    }
  } catch (error) {
    // Stopped, or an image can no longer be read: what was computed so far is complete.
    if (done > saved) await save();
    if (!(error instanceof StoppedError)) throw error;
    throw new StoppedError(
      `scoring stopped after ${done} of ${total} images` +
        (checkpoint && done > 0 ? "; the same command goes on from there" : ""),
    );
  }
  return {
    ...{ own, scores, statistics },
    ...ends.kept(),
    ...(regions.length > 0 && { regions }),
    seconds: secondsSoFar(),
  };
}

/** Goes on with the ends of a ranking; the maps of their images are not kept, so they are scored again. */
async function goOn(
  ends: EndsOfRanking,
  before: EndsSoFar,
  { detector, set, score, options: { onProgress: _, ...options } }: {
    detector: Detector;
    set: ImageSet;
    score: "own" | "calibrated";
    options: ScoringOptions;
  },
): Promise<void> {
  ends.goOn(before);
  const shown = before.order.map(({ index }) => index).sort((a, b) => a - b);
  for await (const part of scoreParts(detector, subset(set, shown), options)) {
    const { start, scores } = part;
    ends.fill(shown.slice(start, start + scores.length), byScore(part, score));
  }
}

/** The images of a set from the one at `first` on. */
function from(first: number, set: ImageSet): ImageSet {
  if (first === 0) return set;
  return subset(set, Array.from({ length: set.files.length - first }, (_, i) => first + i));
}

/** Options whose progress counts the images before `first`, too. */
function fromFirst(first: number, { onProgress, ...options }: ScoringOptions): ScoringOptions {
  return {
    ...options,
    onProgress: onProgress &&
      ((progress) =>
        onProgress({ ...progress, done: first + progress.done, total: first + progress.total })),
  };
}
