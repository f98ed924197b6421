/**
 * Scores image files with a saved model.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import { decodeImages, expandImagePaths, type ImageFile } from "../data/mod.ts";
import { prepareFolder, writeFileAtomically } from "../files.ts";
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
 * The label of an image is known only inside of a dataset: `ROOT/test/<type>/<name>`, where there is
 * a folder `ROOT/train/good`.
 *
 * @param options.model Folder that a training wrote.
 * @param options.images Files, folders that are searched, or patterns.
 * @param options.out Folder to write to.
 * @returns The number of images.
 * @throws {InputError} For a damaged model or images that cannot be decoded.
 */
export async function scoreFiles(
  { model, images, out, onWarning, onProgress, signal }: {
    model: string;
    images: readonly string[];
    out: string;
    onWarning?: (warning: string) => void;
    onProgress?: ProgressListener;
    signal?: AbortSignal;
  },
): Promise<number> {
  const backend = await useBackend();
  using detector = await loadDetector(model);
  const { paths, warnings } = await expandImagePaths(images);
  for (const warning of warnings) onWarning?.(warning);
  await prepareFolder(out);
  const { imageSize, channels, resize, valueRange } = detector.config;
  const known = await Promise.all(paths.map(labelFromPath));
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
    valueRange,
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
    command: commandLine("score", { model, images, out }),
  });
  return paths.length;
}

async function labelFromPath(
  path: string,
): Promise<{ label: 0 | 1; type: string } | undefined> {
  const [, root, type] = /^(|.*[/\\])test[/\\]([^/\\]+)[/\\][^/\\]+$/.exec(path) ?? [];
  if (root === undefined || type === undefined) return undefined;
  const trained = await Deno.stat(`${root}train/good`).catch(() => undefined);
  return trained?.isDirectory ? { label: type === "good" ? 0 : 1, type } : undefined;
}
