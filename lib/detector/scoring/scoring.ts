/**
 * Scores whole sets of images.
 *
 * @module
 */
import { append } from "../../append.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Region } from "../../metrics/mod.ts";
import { errorNorms } from "../define/error_statistics.ts";
import { scoreTiled } from "./score_tiled.ts";
import { scoreWhole } from "./score_whole.ts";
import type {
  PartialValues,
  ScoredImages,
  ScoredPart,
  Scoring,
  ScoringOptions,
} from "./scored_images.ts";

export type {
  ScoredImages,
  ScoredPart,
  Scoring,
  ScoringOptions,
  Statistics,
} from "./scored_images.ts";

/**
 * Scores every image; the result of one does not depend on which others are in the set. Images of a
 * set with a `tiling` are scored in tiles, whose maps are blended, see `scoreTiled`.
 *
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 *
 * @example
 * ```ts
 * import { scoreImages } from "./scoring.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * using detector = await createDetector("ae", category, { imageSize: 16 });
 * const { test } = await decodeCategory(category, detector.config);
 * const { scores, maps } = await scoreImages(detector, test);
 * assertEquals([scores.length, maps!.length], [test.files.length, test.files.length * 16 * 16]);
 * ```
 */
export async function scoreImages(
  detector: Scoring,
  set: ImageSet,
  options: ScoringOptions = {},
): Promise<ScoredImages> {
  const total = set.files.length;
  const started = performance.now();
  const results = new Map<string, Float32Array>();
  const regions: (readonly Region[])[] = [];
  for await (
    const { start, count, values, regions: found } of partialValues(detector, set, options)
  ) {
    for (const [name, part] of values) {
      const size = part.length / count;
      if (!results.has(name)) results.set(name, new Float32Array(total * size));
      results.get(name)!.set(part, start * size);
    }
    append(regions, found ?? []);
  }
  return {
    ...named(set, results),
    ...(set.tiling && options.regionsAbove !== undefined && { regions }),
    seconds: (performance.now() - started) / 1000,
  };
}

/**
 * Scores every image as {@linkcode scoreImages} does, but keeps nothing: for sets whose maps would
 * not fit into memory.
 *
 * @returns The results of a few images after the other, in the order of the set.
 * @throws {InputError} If a score, or a value of a map or a reconstruction, is not finite, naming the image.
 * @throws {StoppedError} If `signal` is aborted.
 *
 * @example
 * ```ts
 * import { scoreParts } from "./scoring.ts";
 * import * as tf from "@tensorflow/tfjs";
 * import { memoryImages } from "../../data/images/memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const brightest = { score: (images: tf.Tensor4D) => ({ scores: tf.max<tf.Tensor1D>(images, [1, 2, 3]) }) };
 * const file = { path: "a.png", label: 0, type: "good" } as const;
 * const pixels = Uint8Array.of(0, 255);
 * const set = memoryImages({ files: [file, file], height: 1, width: 1, channels: 1, pixels });
 * for await (const { start, scores } of scoreParts(brightest, set)) {
 *   assertEquals([start, ...scores], [0, -1, 1]);
 * }
 * ```
 */
export async function* scoreParts(
  detector: Scoring,
  set: ImageSet,
  options: ScoringOptions = {},
): AsyncGenerator<ScoredPart, void> {
  for await (const { start, values, regions } of partialValues(detector, set, options)) {
    yield { start, ...named(set, values), ...(regions && { regions }) };
  }
}

function partialValues(
  detector: Scoring,
  set: ImageSet,
  options: ScoringOptions,
): AsyncGenerator<PartialValues, void> {
  return set.tiling
    ? scoreTiled(detector, set, set.tiling, options)
    : scoreWhole(detector, set, options);
}

/** Values by the names that results have. */
function named(
  { height, width, channels }: ImageSet,
  values: ReadonlyMap<string, Float32Array>,
): Omit<ScoredImages, "seconds" | "regions"> {
  const [mse, top, max] = [values.get("mse"), values.get("top"), values.get("max")];
  const [calibrated, calibratedMaps] = [values.get("calibrated"), values.get("calibratedMaps")];
  const [maps, roughness] = [values.get("errorMaps"), values.get("roughness")];
  const logGradients = values.get("logGradients");
  return {
    scores: values.get("scores") ?? new Float32Array(),
    maps: values.get("maps"),
    reconstructions: values.get("reconstructions"),
    statistics: mse && top && max && {
      ...{ mse, l2: errorNorms(mse, height * width * channels), top, max },
      ...(calibrated && { calibrated }),
    },
    ...(calibratedMaps && { calibratedMaps }),
    ...(maps && roughness && logGradients &&
      { errors: { size: height, maps, roughness, logGradients } }),
  };
}

/**
 * Results with the requested scores and maps in place of the method's own.
 *
 * @throws {RangeError} If calibrated ones are requested and there are none.
 */
export function byScore<T extends Omit<ScoredImages, "seconds">>(
  scored: T,
  score: "own" | "calibrated",
): T {
  if (score === "own") return scored;
  const { statistics, calibratedMaps: maps } = scored;
  if (!statistics?.calibrated) throw new RangeError("the images were scored without a calibration");
  return { ...scored, scores: statistics.calibrated, maps };
}
