/**
 * Scores whole sets of images.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/image_set.ts";
import { InputError } from "../../errors.ts";
import { calibratedErrors, errorMaps, logGradients, roughnessMaps } from "../calibration/errors.ts";
import { errorNorms, errorStatistics } from "../error_statistics.ts";
import type { ScoredBatch } from "../detector.ts";
import { listenToSearch } from "../search_progress.ts";
import { batchResults } from "../../train/batch_results.ts";
import { scoreBatch } from "./score_batch.ts";
import { scoreTiled } from "./score_tiled.ts";
import type { ScoredImages, Scoring, ScoringOptions } from "./scored_images.ts";

export type { ScoredImages, Scoring, ScoringOptions, Statistics } from "./scored_images.ts";

/**
 * Scores every image; the result of one does not depend on which others are in the set. Images of a
 * set with a `tiling` are scored in tiles, whose maps are blended, see `scoreTiled`.
 *
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 */
export async function scoreImages(
  detector: Scoring,
  set: ImageSet,
  options: ScoringOptions = {},
): Promise<ScoredImages> {
  if (set.tiling) return await scoreTiled(detector, set, set.tiling, options);
  const count = set.files.length;
  const started = performance.now();
  const results = new Map<string, Float32Array>();
  let scored = 0;
  const tell = (done: number) =>
    options.onProgress?.({
      phase: "score",
      done,
      total: count,
      ...(done > 0 && { imagesPerSecond: (done * 1000) / (performance.now() - started) }),
    });
  using _ = listenToSearch((share, images) => {
    // The batch's results are not read yet; images that only fill it up do not count.
    tell(Math.min(count - 1, scored + Math.floor(share * Math.min(images, count - scored))));
  });
  tell(0);
  const derive = (images: tf.Tensor4D, scored: ScoredBatch) => {
    const { scores, maps, reconstructions } = scored;
    const sigma = detector.errors?.sigma ?? 0;
    return {
      scores,
      ...(maps && { maps }),
      ...(reconstructions &&
        { reconstructions, ...errorStatistics(images, reconstructions, sigma) }),
      ...options.calibration?.apply(images, scored),
      ...(options.keepErrors && reconstructions && {
        errorMaps: errorMaps(images, scored, calibratedErrors(detector)),
        roughness: roughnessMaps(images),
        logGradients: logGradients(images),
      }),
    };
  };
  const compute = (images: tf.Tensor4D) =>
    scoreBatch(detector, images, (scored) => derive(images, scored));
  const batches = batchResults(set, compute, {
    activity: "scoring",
    batchSize: detector.scoredTogether,
    signal: options.signal,
  });
  for await (const { start, count: done, values } of batches) {
    for (const [name, part] of values) {
      const size = part.length / done;
      if (!results.has(name)) results.set(name, new Float32Array(count * size));
      results.get(name)!.set(part, start * size);
    }
    scored = start + done;
    tell(scored);
  }
  for (const name of Object.keys(VALUE_NAMES) as ResultName[]) {
    requireFiniteResults(set, name, results.get(name) ?? new Float32Array());
  }
  const [mse, top, max] = [results.get("mse"), results.get("top"), results.get("max")];
  const [calibrated, calibratedMaps] = [results.get("calibrated"), results.get("calibratedMaps")];
  const values = set.height * set.width * set.channels;
  return {
    scores: results.get("scores") ?? new Float32Array(),
    maps: results.get("maps"),
    reconstructions: results.get("reconstructions"),
    statistics: mse && top && max &&
      { mse, l2: errorNorms(mse, values), top, max, ...(calibrated && { calibrated }) },
    ...(calibratedMaps && { calibratedMaps }),
    ...(options.keepErrors && reconstructionErrors(set, results)),
    seconds: (performance.now() - started) / 1000,
  };
}

function reconstructionErrors(
  { height: size }: ImageSet,
  results: ReadonlyMap<string, Float32Array>,
): Pick<ScoredImages, "errors"> {
  const [maps, roughness] = [results.get("errorMaps"), results.get("roughness")];
  const logGradients = results.get("logGradients");
  return maps && roughness && logGradients
    ? { errors: { size, maps, roughness, logGradients } }
    : {};
}

/**
 * Results with the requested scores and maps in place of the method's own.
 *
 * @throws {RangeError} If calibrated ones are requested and there are none.
 */
export function byScore(scored: ScoredImages, score: "own" | "calibrated"): ScoredImages {
  if (score === "own") return scored;
  const { statistics, calibratedMaps: maps } = scored;
  if (!statistics?.calibrated) throw new RangeError("the images were scored without a calibration");
  return { ...scored, scores: statistics.calibrated, maps };
}

/** What messages call one value of each result. */
const VALUE_NAMES = {
  scores: "score",
  maps: "error map holds a value that",
  reconstructions: "reconstruction holds a value that",
  calibrated: "calibrated score",
} as const;

type ResultName = keyof typeof VALUE_NAMES;

function requireFiniteResults(
  { files }: ImageSet,
  name: ResultName,
  values: Float32Array,
): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const { path } = files[Math.floor(bad * files.length / values.length)]!;
  throw new InputError(`${path}: the detector's ${VALUE_NAMES[name]} is ${values[bad]}`);
}
