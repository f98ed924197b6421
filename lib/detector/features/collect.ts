/**
 * One pass over a set of images for methods that train nothing.
 *
 * @module
 */
import type { ImageSet } from "../../data/images/image_set.ts";
import { scalePixels } from "../../data/images/image_set.ts";
import { readAhead } from "../../train/read_ahead.ts";
import { yielder } from "../../train/yielder.ts";
import type { FitOptions, FitReport } from "../contract/detector.ts";
import { FEATURE_BATCH, type FeatureExtractor, type ImageFeatures } from "./extractor.ts";

/** One image of the set. */
export interface CollectedImage {
  readonly index: number;
  readonly features: ImageFeatures;
  /** `[height, width, channels]`, 0 … 255, as the network saw them. */
  readonly pixels: Uint8Array;
}

/** The results of a pass. */
export interface Collection {
  /** No losses and no steps: nothing is trained. */
  readonly history: FitReport["history"];
  /** For the record. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  /** Warnings about the cache. */
  readonly warnings: readonly string[];
}

/** Changes each image of the set before the network sees it. */
export interface ImageChange {
  readonly height: number;
  readonly width: number;
  apply(pixels: Uint8Array): Uint8Array;
}

/**
 * Extracts the features of every image, in order. With a cache, a stopped pass continues from what it
 * had, so no checkpoint is needed.
 *
 * @param options.visit Called with each image.
 * @param options.change Default: images stay as they are.
 * @throws {InputError} Naming files that can no longer be used.
 * @throws {StoppedError} If `options.signal` is aborted.
 */
export async function collectFeatures(
  extractor: FeatureExtractor,
  images: ImageSet,
  { visit, change, onProgress, signal }: Pick<FitOptions, "onProgress" | "signal"> & {
    readonly visit: (image: CollectedImage) => void;
    readonly change?: ImageChange;
  },
): Promise<Collection> {
  const total = images.files.length;
  const { height, width, apply } = change ??
    { ...images, apply: (pixels: Uint8Array) => pixels };
  const before = extractor.counts;
  const started = performance.now();
  let done = 0;
  const pause = yielder(
    signal,
    () =>
      `stopped after the features of ${done} of ${total} images; ` +
      (extractor.cache ? "they are in the feature cache" : "without a feature cache they are lost"),
  );
  const starts = Array.from(
    { length: Math.ceil(total / FEATURE_BATCH) },
    (_, i) => i * FEATURE_BATCH,
  );
  const read = async (start: number) => {
    const length = Math.min(FEATURE_BATCH, total - start);
    const pixels = await images.read(Array.from({ length }, (_, i) => start + i));
    const size = pixels.length / length;
    return Array.from(
      { length },
      (_, i) => apply(pixels.subarray(i * size, (i + 1) * size)),
    );
  };
  for await (const batch of readAhead(starts, read)) {
    await pause();
    const size = height * width * images.channels;
    const values = new Float32Array(batch.length * size);
    batch.forEach((pixels, i) => values.set(scalePixels(pixels), i * size));
    const shape = { height, width, channels: images.channels };
    const extracted = await extractor.extract({ values, ...shape });
    for (const [i, features] of extracted.entries()) {
      visit({ index: done + i, features, pixels: batch[i]! });
    }
    done += batch.length;
    const seconds = (performance.now() - started) / 1000;
    onProgress?.({ phase: "features", done, total, imagesPerSecond: done / seconds });
  }
  const seconds = (performance.now() - started) / 1000;
  const computed = extractor.counts.computed - before.computed;
  const imagesPerSecond = total / seconds;
  return {
    history: { losses: [], steps: 0, seconds, secondsBefore: 0 },
    diagnostics: {
      features: { images: total, computed, cached: total - computed, imagesPerSecond },
    },
    warnings: extractor.cache?.takeWarnings() ?? [],
  };
}
