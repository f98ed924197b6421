/**
 * Scores a test set and measures how well the scores separate anomalous from normal images.
 *
 * @module
 */
import { type CategoryImages, type ImageSet, pixelLabelled, toBatch } from "../../data/mod.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Crop, Detector } from "../../detector/contract/detector.ts";
import { requireFinished } from "../../detector/contract/unfinished.ts";
import { cropMaps } from "../../detector/define/crop.ts";
import { type ScoredImages, scoreImages } from "../../detector/scoring/scoring.ts";
import { InputError } from "../../errors.ts";
import {
  auroc,
  aurocOfCounts,
  averagePrecision,
  averagePrecisionOfCounts,
  bootstrapIntervals,
  deLongInterval,
  f1Max,
  falsePositiveRate,
  pixelAuroc,
  pixelAurocInterval,
  pixelAveragePrecision,
  pixelF1Max,
  type PixelScores,
  pro,
  rankPixels,
  type ReconstructionErrors,
  ReconstructionErrorSums,
} from "../../metrics/mod.ts";
import { hasTwoOfEach } from "../../metrics/statistics/validation.ts";
import { PIXEL_METRICS } from "../../record/compare/missing_pixels.ts";
import type { ImageMetrics, PixelMetrics, StatisticMetrics } from "../../record/run/record.ts";
import type { ProgressOptions } from "../../train/progress.ts";

/** Raw results on a test set, with its metrics. */
export interface Evaluation extends ScoredImages {
  /** 0 = normal, 1 = anomalous, in the order of the scores. */
  readonly labels: readonly (0 | 1)[];
  /** Metrics of raw scores; those of images and the pixel AUROC have intervals. */
  readonly metrics: ImageMetrics & PixelMetrics;
  /** Metrics of each statistic of the errors, where the method reconstructs. */
  readonly statisticMetrics?: StatisticMetrics;
  /** One line for each metric that could not be computed, with the reason. */
  readonly warnings: readonly string[];
}

/**
 * Evaluates a detector on a category's test images.
 *
 * @param detector A trained detector.
 * @param data The test images, and masks for the pixel metrics.
 * @param options.seed Seed of the bootstrap resamples. Default 0.
 * @param options.calibration From `calibrate`, to measure calibrated scores too.
 * @throws {InputError} If the detector's training was stopped or failed.
 * @throws {InputError} If the test set has only one class, or the scores are constant or not finite.
 * @throws {StoppedError} If `options.signal` is aborted.
 *
 * @example
 * ```ts
 * import { evaluate } from "./evaluate.ts";
 * import { createDetector } from "../../registry/create.ts";
 * import { decodeCategory, loadCategory } from "../../data/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const category = await loadCategory("data/sample/bottle");
 * const config = { epochs: 1 };
 * using detector = await createDetector("ae", category, { imageSize: 16, config });
 * const data = await decodeCategory(category, detector.config);
 * await detector.fit(data.train, { seed: 0 });
 * const { metrics: { imageAuroc } } = await evaluate(detector, data);
 * assert(imageAuroc.low <= imageAuroc.value && imageAuroc.value <= imageAuroc.high);
 * ```
 */
export async function evaluate(
  detector: Detector,
  data: CategoryImages,
  { seed = 0, ...options }: ProgressOptions & { seed?: number; calibration?: Calibration } = {},
): Promise<Evaluation> {
  requireFinished(detector, "evaluated");
  return await measure(detector, data, await scoreImages(detector, data.test, options), seed);
}

/**
 * Measures scores; see {@linkcode evaluate}. Pixel metrics that cannot be measured do not affect
 * others.
 *
 * @param seed Seed of the bootstrap resamples.
 * @throws {InputError} If the test set has only one class, or the scores are constant or not finite.
 */
export async function measure(
  detector: Detector,
  { test, masks }: CategoryImages,
  scored: ScoredImages,
  seed: number,
): Promise<Evaluation> {
  const { scores, maps, reconstructions, statistics, calibratedMaps } = scored;
  const labels = test.files.map((file) => file.label);
  const { height, width } = test;
  const warnings: string[] = [];
  const usable = masks && pixelLabelled(test.files, masks);
  const pixelsOf = (maps: Float32Array | undefined, what: string) =>
    maps && masks && usable
      ? orWarn(warnings, what, () => {
        const chosen = someImages({ maps, masks, height, width }, usable);
        return measurePixels(insideOf(chosen, detector.mapped), seed);
      })
      : {};
  const pixels = await pixelsOf(maps, PIXEL_METRICS);
  const calibratedPixels = await pixelsOf(calibratedMaps, `calibrated ${PIXEL_METRICS}`);
  const images = measureImages({ own: scores, ...rankingStatistics(statistics) }, labels, seed);
  return {
    ...scored,
    labels,
    metrics: {
      ...images.own!,
      ...pixels,
      ...(reconstructions && masks && usable
        ? await orWarn(warnings, "reconstruction errors", async () => ({
          reconstructionErrors: await measureReconstructions(test, masks, {
            reconstructions,
            usable,
          }),
        }))
        : {}),
    },
    warnings,
    ...(statistics && {
      statisticMetrics: statisticMetrics(detector, images, {
        ...{ l2: statistics.l2, labels, calibratedPixels },
      }),
    }),
  };
}

/** Returns what `body` computes; where the data do not allow it, returns nothing and adds a warning. */
async function orWarn<T extends object>(
  warnings: string[],
  what: string,
  body: () => T | Promise<T>,
): Promise<Partial<T>> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    warnings.push(`no ${what}: ${error.message}`);
    return {};
  }
}

/** Selects the maps and masks of some images. */
function someImages(scores: PixelScores, indices: readonly number[]): PixelScores {
  const { maps, masks, height, width } = scores;
  const size = height * width;
  if (indices.length * size === maps.length) return scores;
  const some = {
    maps: new Float32Array(indices.length * size),
    masks: new Uint8Array(indices.length * size),
  };
  indices.forEach((index, i) => {
    some.maps.set(maps.subarray(index * size, (index + 1) * size), i * size);
    some.masks.set(masks.subarray(index * size, (index + 1) * size), i * size);
  });
  return { ...some, height, width };
}

/** The statistics that rank images and are not another's ranking: the norm ranks like the mean square. */
function rankingStatistics(
  statistics: ScoredImages["statistics"] = undefined,
): Record<string, ArrayLike<number>> {
  const tells = (values: ArrayLike<number>) =>
    Array.from(values).some((value) => value !== values[0]);
  return Object.fromEntries(
    Object.entries(statistics ?? {}).filter(([name, values]) => name !== "l2" && tells(values)),
  );
}

function statisticMetrics(
  { errors }: Detector,
  { own: _, calibrated, ...measured }: Readonly<Record<string, ImageMetrics>>,
  { l2, labels, calibratedPixels }: {
    l2: ArrayLike<number>;
    labels: readonly (0 | 1)[];
    calibratedPixels: Partial<PixelMetrics>;
  },
): StatisticMetrics {
  return {
    own: errors?.own ?? "own",
    sigma: errors?.sigma ?? 0,
    ...measured,
    // It ranks like the mean square, so only the threshold differs.
    ...(measured.mse && { l2: { ...measured.mse, imageF1Max: f1Max(l2, labels) } }),
    ...(calibrated && { calibrated: { ...calibrated, ...calibratedPixels } }),
  };
}

/** Measures scores of several kinds by one set of resamples. */
function measureImages(
  kinds: Readonly<Record<string, ArrayLike<number>>>,
  labels: readonly (0 | 1)[],
  seed: number,
): Record<string, ImageMetrics> {
  const measured = Object.entries(kinds).map(([name, scores]) => ({
    name,
    auroc: auroc(scores, labels),
    averagePrecision: averagePrecision(scores, labels),
    deLong: hasTwoOfEach(labels) ? deLongInterval(scores, labels) : undefined,
    imageF1Max: f1Max(scores, labels),
    imageFalsePositiveRate95: falsePositiveRate(scores, labels),
  }));
  const intervals = bootstrapIntervals({
    ...{ scores: Object.values(kinds), labels, seed },
    metrics: { auroc: aurocOfCounts, averagePrecision: averagePrecisionOfCounts },
  });
  return Object.fromEntries(
    measured.map(({ name, auroc, averagePrecision, deLong, ...others }, kind) => [name, {
      imageAuroc: { value: auroc, ...intervals[kind]!.auroc, deLong },
      imageAveragePrecision: { value: averagePrecision, ...intervals[kind]!.averagePrecision },
      ...others,
    }]),
  );
}

/** Selects the part of maps and masks that a method has scores for. */
export function insideOf(scores: PixelScores, crop: Crop | undefined): PixelScores {
  if (!crop) return scores;
  const [maps, masks] = [cropMaps(scores.maps, crop), cropMaps(scores.masks, crop)];
  return { maps, masks, height: crop.side, width: crop.side };
}

function measurePixels(
  scores: PixelScores,
  seed: number,
): Omit<PixelMetrics, "reconstructionErrors"> {
  const pixels = rankPixels(scores);
  return {
    pixelAuroc: { value: pixelAuroc(pixels), ...pixelAurocInterval(pixels, { seed }) },
    pixelAveragePrecision: pixelAveragePrecision(pixels),
    pixelPro: pro(pixels),
    pixelF1Max: pixelF1Max(pixels),
  };
}

async function measureReconstructions(
  test: ImageSet,
  masks: Uint8Array,
  { reconstructions, usable }: { reconstructions: Float32Array; usable: readonly number[] },
): Promise<ReconstructionErrors> {
  const pixels = test.height * test.width;
  const values = pixels * test.channels;
  const sums = new ReconstructionErrorSums();
  for (const i of usable) {
    sums.add({
      label: test.files[i]!.label,
      image: await toBatch(test, [i]),
      reconstruction: reconstructions.subarray(i * values, (i + 1) * values),
      mask: masks.subarray(i * pixels, (i + 1) * pixels),
    });
  }
  return sums.means();
}
