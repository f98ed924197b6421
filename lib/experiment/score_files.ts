/**
 * Scores image files with a saved model.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import { decodeImages, expandImagePaths, type ImageFile } from "../data/mod.ts";
import { prepareFolder, writeFileAtomically } from "../files.ts";
import { pluginOf } from "../methods/registry.ts";
import { loadDetector } from "../methods/storage.ts";
import { writeHeatmaps } from "../report/heatmap.ts";
import { writeScoringReport } from "../report/page/scoring_report.ts";
import { hasPanels } from "../report/results.ts";
import type { ProgressListener } from "../train/progress.ts";
import { scoreImages } from "../train/scoring.ts";
import { commandLine } from "./command_line.ts";
import { formatScores, statisticsAt } from "./scores_csv.ts";

/**
 * Writes `report.html`, `scores.csv` and heat maps for images, in the order in which they were given.
 *
 * The label of an image is known only where its path says it: `…/test/<type>/<name>`.
 *
 * @param options.model Folder that a training wrote.
 * @param options.images Files, or folders that are searched.
 * @param options.out Folder to write to.
 * @returns The number of images.
 * @throws {InputError} For a damaged model or images that cannot be decoded.
 */
export async function scoreFiles(
  { model, images, out, onProgress, signal }: {
    model: string;
    images: readonly string[];
    out: string;
    onProgress?: ProgressListener;
    signal?: AbortSignal;
  },
): Promise<number> {
  const backend = await useBackend();
  using detector = await loadDetector(model);
  const paths = await expandImagePaths(images);
  await prepareFolder(out);
  const { imageSize, channels, resize } = detector.config;
  const known = paths.map(labelFromPath);
  const labels = known.map((one) => one?.label);
  const files = paths.map((path, i): ImageFile => ({
    path,
    label: known[i]?.label ?? 0,
    type: known[i]?.type ?? "",
  }));
  const set = await decodeImages("", files, {
    size: imageSize,
    channels,
    resize,
    onProgress: (done, total) => onProgress?.({ phase: "decode", done, total }),
  });
  const { seconds, ...scored } = await scoreImages(detector, set, { onProgress, signal });
  const results = { set, labels, ...scored };
  const rows = paths.map((path, i) => ({
    path,
    label: labels[i],
    score: scored.scores[i]!,
    statistics: statisticsAt(scored.statistics, i),
  }));
  await writeFileAtomically(`${out}/scores.csv`, formatScores(rows));
  if (hasPanels(results)) await writeHeatmaps({ folder: out, ...results });
  await writeScoringReport(`${out}/report.html`, {
    model: { folder: model, method: detector.method, config: { ...detector.config } },
    backend: backend.description,
    results,
    seconds,
    command: commandLine("score", {
      plugin: pluginOf(detector.method)?.path,
      ...{ model, images, out },
    }),
  });
  return paths.length;
}

function labelFromPath(path: string): { label: 0 | 1; type: string } | undefined {
  const type = /(?:^|[/\\])test[/\\]([^/\\]+)[/\\][^/\\]+$/.exec(path)?.[1];
  return type === undefined ? undefined : { label: type === "good" ? 0 : 1, type };
}
