/**
 * Scores image files with a saved model.
 *
 * @module
 */
import { useBackend } from "../../backend/backend.ts";
import { expandImagePaths, unlikeTraining } from "../../data/mod.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import { loadCalibration, requireCalibration } from "../../detector/calibration/storage.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import type { RunContext } from "../../detector/machine/run_context.ts";
import { loadThresholds, pickLimit } from "../../detector/thresholds/stored_thresholds.ts";
import { verdictOf } from "../../detector/thresholds/thresholds.ts";
import { InputError } from "../../errors.ts";
import { writeFileAtomically } from "../../files.ts";
import { formatScores } from "../../record/run/scores_csv.ts";
import { pluginOf } from "../../registry/registry.ts";
import { loadDetector } from "../../registry/storage.ts";
import { writeScoringReport } from "../../report/page/scoring_report.ts";
import { writeHeatmaps } from "../../report/pictures/heatmap.ts";
import { hasPanels } from "../../report/pictures/results.ts";
import type { ProgressListener } from "../../train/progress.ts";
import { OutputFolder } from "../output/output_folder.ts";
import { writeRegions } from "../output/regions_csv.ts";
import { SCORING_FILES } from "../output/written.ts";
import { otherArithmetic } from "../provenance/same_arithmetic.ts";
import { requireTiles } from "./decode_as.ts";
import { decodeReadable } from "./decode_readable.ts";
import { scoreSet } from "./score_set.ts";
import { type CheckpointState, ScoringCheckpoint } from "./scoring_checkpoint.ts";
import { scoringCommand } from "./scoring_command.ts";
import { scoringRequest } from "./scoring_request.ts";

/** What to score, and how to decide. */
export interface ScoreOptions {
  /** Folder that a training wrote. */
  readonly model: string;
  /** Files, or folders to search. */
  readonly images: readonly string[];
  /** Folder to write to. */
  readonly out: string;
  /** Whether to replace results of a finished run. Default: true. */
  readonly overwrite?: boolean;
  /** Seconds between two checkpoints. Default 60. */
  readonly checkpointInterval?: number;
  /** The score behind verdicts, regions and heat maps. Default: the method's own. */
  readonly score?: "own" | "calibrated";
  /** Name of a threshold of the model, or a number. Default: the model's default. */
  readonly threshold?: string;
  /** The pixel threshold, likewise. Default: `threshold` where that is a name. */
  readonly pixelThreshold?: string;
  /** Whether an image that cannot be read is an error. Default: false, which leaves it out. */
  readonly strict?: boolean;
  /** Whether it is an error if no threshold is known. */
  readonly mustDecide?: boolean;
  /** Height and width of tiles in pixels; must equal the model's. Default: the model's. */
  readonly tile?: number;
  /** Pixels that neighbouring tiles share; must equal the model's. Default: the model's. */
  readonly overlap?: number;
  /** The command that the report page gives for repeating it. Default: one made from the options. */
  readonly command?: string;
  /** Folders of pretrained weights, and the cache of features. */
  readonly context?: RunContext;
  /** Called with warnings about files that were left out and images unlike those of the training. */
  readonly onWarning?: (warning: string) => void;
  /** Called with the number of images that an interrupted scoring had scored, before it goes on. */
  readonly onResume?: (scored: number) => void;
  /** Called with the progress of decoding and scoring. */
  readonly onProgress?: ProgressListener;
  /** Stops scoring. */
  readonly signal?: AbortSignal;
}

/** The results of scoring, in numbers. */
export interface Scored {
  /** Number of images scored. */
  readonly images: number;
  /** Number of images above the threshold; absent without a threshold. */
  readonly anomalous?: number;
  /** The threshold and how it was chosen. */
  readonly threshold?: { readonly value: number; readonly source: string };
  /** Whether there are pictures; a method without maps has none. */
  readonly pictures: boolean;
  /** Number of regions above the pixel threshold; absent without one. */
  readonly regions?: number;
  /** A line for each image that could not be read. */
  readonly unreadable: readonly string[];
}

/**
 * Writes `report.html`, `scores.csv`, `regions.csv` and heat maps for images, in the order in which
 * they were given. An image that cannot be read is left out, unless none can.
 *
 * A scoring that was interrupted goes on where it was, to the same results, if model, images and
 * options are the same.
 *
 * The label of an image is known only inside a dataset: `ROOT/test/<type>/<name>`, where a folder
 * `ROOT/train/good` exists.
 *
 * @throws {InputError} For a damaged model, a threshold that it lacks, or images that cannot be decoded.
 */
export async function scoreFiles(options: ScoreOptions): Promise<Scored> {
  const { model, images, out, onProgress, onWarning, signal } = options;
  const { score = "own" } = options;
  const backend = await useBackend();
  using detector = await loadDetector(model, options.context);
  using calibration = await calibrationFor(options, detector);
  requireTiles(model, detector.config, options);
  const limits = await decideBy(options);
  for (const warning of await otherArithmetic(model)) onWarning?.(warning);
  const { paths, warnings } = await expandImagePaths(images);
  for (const warning of warnings) onWarning?.(warning);
  const decisive = { score, regionsAbove: limits.pixel?.value };
  const request = await scoringRequest(model, detector.method, paths, decisive);
  const checkpoint = new ScoringCheckpoint(out, request, options.checkpointInterval);
  await using folder = await openFolder(checkpoint, options);
  const { set, labels, unreadable } = await decodeReadable(detector.config, paths, options);
  for (const { line } of await unlikeTraining(set.files, detector.config)) onWarning?.(line);
  const { own, statistics, seconds, ...shown } = await scoreSet(detector, set, {
    ...{ ...decisive, calibration, checkpoint, onResume: options.onResume, onProgress, signal },
  });
  const results = {
    ...{ set, labels, pixelThreshold: limits.pixel?.value, calibrated: score === "calibrated" },
    ...shown,
  };
  const verdicts = Array.from(
    shown.scores,
    (score) => limits.image && verdictOf(score, limits.image.value),
  );
  const rows = set.files.map(({ path }, i) => ({
    path,
    label: labels[i],
    score: own[i]!,
    verdict: verdicts[i],
    statistics: statistics[i],
  }));
  await checkpoint.mark();
  await folder.claim(SCORING_FILES.filter((name) => name !== "heatmaps"));
  await writeFileAtomically(`${out}/scores.csv`, formatScores(rows));
  const replace = (names: readonly string[]) => folder.replaceFolder("heatmaps", names);
  await folder.remove(["overview.png"]);
  if (hasPanels(results)) await writeHeatmaps({ folder: out, replace, ...results });
  else await replace([]);
  const regions = await writeRegions(`${out}/regions.csv`, results, detector);
  await writeScoringReport(`${out}/report.html`, {
    model: { folder: model, method: detector.method, config: { ...detector.config } },
    backend: backend.description,
    results,
    threshold: limits.image,
    unreadable,
    seconds,
    command: options.command ??
      scoringCommand(options, { plugin: pluginOf(detector.method)?.path }),
  });
  await checkpoint.remove();
  await folder.settle();
  return {
    images: paths.length - unreadable.length,
    pictures: hasPanels(results),
    regions,
    ...(limits.image && {
      anomalous: verdicts.filter((verdict) => verdict === "anomalous").length,
      threshold: limits.image,
    }),
    unreadable,
  };
}

/**
 * Opens the output folder. What lies beside the checkpoint of the same request is of a scoring that did
 * not reach its end, and may be replaced.
 *
 * @throws {InputError} If it holds an interrupted scoring of another request, or results, and they may
 * not be replaced.
 */
async function openFolder(
  checkpoint: ScoringCheckpoint,
  { out, overwrite = true }: ScoreOptions,
): Promise<OutputFolder> {
  const refuse = (state: CheckpointState) => {
    if (overwrite || state === "none" || state === "same") return;
    throw new InputError(
      state === "damaged"
        ? `${checkpoint.path}: damaged; pass --overwrite to score all images anew`
        : `--out ${out}: holds an interrupted scoring of another model, of other images, by other ` +
          "options, another version, backend or number of threads; pass --overwrite to start " +
          "anew, or choose another folder",
    );
  };
  const begun = await checkpoint.state();
  refuse(begun);
  const folder = await OutputFolder.open(out, SCORING_FILES, "scoring", {
    overwrite: overwrite || begun === "same",
  });
  try {
    // The owner before may just have ended.
    const now = await checkpoint.state();
    refuse(now);
    if (!overwrite && now === "none") await OutputFolder.requireUnused(out, SCORING_FILES);
    return folder;
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * The calibration of a model, where it has one; the caller disposes it.
 *
 * @throws {InputError} If calibrated scores are requested and there is none.
 */
export async function calibrationFor(
  { model, score }: Pick<ScoreOptions, "model" | "score">,
  detector: Detector,
): Promise<Calibration | undefined> {
  return score === "calibrated"
    ? await requireCalibration(model, detector)
    : await loadCalibration(model, detector);
}

/** Finds the thresholds that the user chose; a number for images does not apply to pixels. */
export async function decideBy(
  { model, score, threshold, pixelThreshold, mustDecide }: Pick<
    ScoreOptions,
    "model" | "score" | "threshold" | "pixelThreshold" | "mustDecide"
  >,
): Promise<{ image: ReturnType<typeof pickLimit>; pixel: ReturnType<typeof pickLimit> }> {
  const stored = await loadThresholds(model, score);
  const image = pickLimit(stored, threshold, "image");
  if (mustDecide && !image) {
    throw new InputError(
      `${model}: the model has no thresholds, as models of earlier versions; give one by ` +
        "--threshold NUMBER",
    );
  }
  const named = stored.some(({ name, pixel }) => name === threshold && pixel)
    ? threshold
    : undefined;
  const pixel = pickLimit(stored, pixelThreshold ?? named, "pixel");
  if (score !== "calibrated") return { image, pixel };
  const inDeviations = (limit: typeof image) =>
    limit && { ...limit, source: `${limit.source}, in standard deviations` };
  return { image: inDeviations(image), pixel: inDeviations(pixel) };
}
