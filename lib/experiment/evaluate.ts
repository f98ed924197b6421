/**
 * Scores a test set and measures how well the scores tell anomalous from normal images.
 *
 * @module
 */
import type { CategoryImages } from "../data/mod.ts";
import type { Detector } from "../methods/detector.ts";
import {
  auroc,
  averagePrecision,
  bootstrapInterval,
  pixelAuroc,
  pixelAurocInterval,
} from "../metrics/mod.ts";
import type { ProgressListener } from "../train/progress.ts";
import { type ScoredImages, scoreImages } from "../train/scoring.ts";
import type { RunRecord } from "./record.ts";

/** Raw results on a test set, with its metrics. */
export interface Evaluation extends ScoredImages {
  /** 0 = normal, 1 = anomalous, in the order of the scores. */
  readonly labels: readonly (0 | 1)[];
  /** On raw scores, with bootstrap intervals. */
  readonly metrics: RunRecord["metrics"];
}

/**
 * Evaluates a detector on a category's test images.
 *
 * @param detector A trained detector.
 * @param data The test images, and masks for the pixel AUROC.
 * @param options.seed Decides the bootstrap resamples. Default 0.
 * @throws {InputError} If the test set holds one class only, or the scores are constant or not finite.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function evaluate(
  detector: Detector,
  { test, masks }: CategoryImages,
  { seed = 0, ...options }: {
    seed?: number;
    onProgress?: ProgressListener;
    signal?: AbortSignal;
  } = {},
): Promise<Evaluation> {
  const scored = await scoreImages(detector, test, options);
  const { scores, maps } = scored;
  const labels = test.files.map((file) => file.label);
  const withInterval = (metric: typeof auroc) => ({
    value: metric(scores, labels),
    ...bootstrapInterval({ scores, labels, metric, seed }),
  });
  return {
    ...scored,
    labels,
    metrics: {
      imageAuroc: withInterval(auroc),
      imageAveragePrecision: withInterval(averagePrecision),
      pixelAuroc: maps && masks
        ? {
          value: pixelAuroc(maps, masks),
          ...pixelAurocInterval({ maps, masks, imageCount: labels.length, seed }),
        }
        : undefined,
    },
  };
}
