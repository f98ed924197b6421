/**
 * Scores images as they appear in a folder.
 *
 * @module
 */
import { useBackend } from "../../backend/backend.ts";
import { FilesError, memoryImages, type Unlikeness, unlikeTraining } from "../../data/mod.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { byScore, scoreImages } from "../../detector/scoring/scoring.ts";
import type { Limit, Verdict } from "../../detector/thresholds/thresholds.ts";
import { verdictOf } from "../../detector/thresholds/thresholds.ts";
import { InputError, StoppedError } from "../../errors.ts";
import type { Region } from "../../metrics/mod.ts";
import { loadDetector } from "../../registry/storage.ts";
import { regionsOf } from "../output/regions_csv.ts";
import { otherArithmetic } from "../provenance/same_arithmetic.ts";
import { decodeAs, requireTiles } from "./decode_as.ts";
import { calibrationFor, decideBy, type ScoreOptions } from "./score_files.ts";
import { watchFolder } from "./watch_folder.ts";

/** The result of one image. */
export type WatchedImage =
  | {
    /** As it was found. */
    readonly path: string;
    /** The chosen score, larger = more anomalous. */
    readonly score: number;
    /** Absent where no threshold is known. */
    readonly verdict?: Verdict;
    /** Regions above the pixel threshold, in pixels of the file; absent where no threshold is known. */
    readonly regions?: readonly Region[];
    /** Time from opening the file to the result. */
    readonly milliseconds: number;
  }
  | {
    /** As it was found. */
    readonly path: string;
    /** Why it could not be read. */
    readonly error: string;
  };

/** What to watch, and how to decide. */
export interface WatchOptions extends
  Pick<
    ScoreOptions,
    | "model"
    | "score"
    | "threshold"
    | "pixelThreshold"
    | "context"
    | "mustDecide"
    | "tile"
    | "overlap"
    | "onWarning"
  > {
  /** The folder to watch. */
  readonly watch: string;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Called when the model is ready. */
  readonly onReady?: () => void;
  /** Called with each image's result, in order. */
  readonly onImage: (image: WatchedImage) => void;
}

/**
 * Scores images as they appear, until the signal is aborted. A file that cannot be read is reported
 * once; if it changes afterwards, it was incomplete and is tried again. Images unlike those of the
 * training are warned of, each kind once.
 *
 * @throws {InputError} For a damaged model, a threshold that it lacks, or a missing folder.
 */
export async function scoreWatched(options: WatchOptions): Promise<void> {
  const { model, watch, signal, onReady, onImage } = options;
  await useBackend();
  using detector = await loadDetector(model, options.context);
  using calibration = await calibrationFor(options, detector);
  requireTiles(model, detector.config, options);
  const limits = await decideBy(options);
  for (const warning of await otherArithmetic(model)) options.onWarning?.(warning);
  await warmUp(detector, calibration);
  onReady?.();
  const warned = new Set<Unlikeness["kind"]>();
  const onUnusable = (path: string, error: string) => onImage({ path, error });
  for await (const { path, settled, failed } of watchFolder(watch, signal, onUnusable)) {
    try {
      const image = await scoreOne(detector, path, { ...limits, ...options, calibration });
      for (const { kind, line } of await unlikenessOf(detector, path)) {
        if (!warned.has(kind)) options.onWarning?.(`${line}; others like that are not named`);
        warned.add(kind);
      }
      onImage(image);
    } catch (error) {
      if (error instanceof StoppedError) return;
      const gone = !await Deno.stat(path).then(() => true, () => false);
      if (!gone && !(error instanceof InputError)) throw error;
      failed();
      if (settled) onImage({ path, error: reasonOf(error, path) });
    }
  }
}

/**
 * Scores an image of zeros, as the first call compiles, which would count towards the first image's
 * time.
 */
async function warmUp(detector: Detector, calibration: Calibration | undefined): Promise<void> {
  const { imageSize: size, channels } = detector.config;
  const files = [{ path: "zeros", label: 0, type: "" }] as const;
  const pixels = new Uint8Array(size * size * channels);
  await scoreImages(
    detector,
    memoryImages({ files, height: size, width: size, channels, pixels }),
    { calibration },
  );
}

function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = error instanceof FilesError ? error.failures[0]!.line : message;
  return line.replace(`${path}: `, "");
}

/** How an image differs from those of the training; nothing if it was taken away meanwhile. */
async function unlikenessOf({ config }: Detector, path: string): Promise<readonly Unlikeness[]> {
  try {
    return await unlikeTraining([{ path, label: 0, type: "" }], config);
  } catch (error) {
    if (error instanceof FilesError) return [];
    throw error;
  }
}

async function scoreOne(
  detector: Detector,
  path: string,
  { image, pixel, score = "own", calibration, signal }: Pick<WatchOptions, "score" | "signal"> & {
    image?: Limit;
    pixel?: Limit;
    calibration?: Calibration;
  },
): Promise<WatchedImage> {
  const started = performance.now();
  const set = await decodeAs(detector.config, [{ path, label: 0, type: "" }]);
  const { scores, maps, regions: [found] = [] } = byScore(
    await scoreImages(detector, set, { calibration, signal, regionsAbove: pixel?.value }),
    score,
  );
  const regions = found ?? (maps && pixel &&
    await regionsOf(path, maps, { ...set, threshold: pixel.value, mapped: detector.mapped }));
  return {
    path,
    score: scores[0]!,
    ...(image && { verdict: verdictOf(scores[0]!, image.value) }),
    ...(regions && { regions }),
    milliseconds: Math.round(performance.now() - started),
  };
}
