/**
 * Scores image files with a saved model.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import { decodeImages, expandImagePaths, type ImageFile } from "../data/mod.ts";
import { writeFileAtomically } from "../files.ts";
import { loadDetector } from "../methods/storage.ts";
import { writeHeatmaps } from "../report/heatmap.ts";
import type { ProgressListener } from "../train/progress.ts";
import { scoreImages } from "../train/scoring.ts";
import { formatScores } from "./scores_csv.ts";

/**
 * Writes `scores.csv` and heat maps for images, in the order in which they were given.
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
  await useBackend();
  using detector = await loadDetector(model);
  const paths = await expandImagePaths(images);
  await Deno.mkdir(out, { recursive: true });
  const { imageSize, channels } = detector.config;
  const labels = paths.map(labelFromPath);
  const files = paths.map((path, i): ImageFile => ({
    path,
    label: labels[i]?.label ?? 0,
    type: labels[i]?.type ?? "",
  }));
  const set = await decodeImages("", files, {
    size: imageSize,
    channels,
    onProgress: (done, total) => onProgress?.({ phase: "decode", done, total }),
  });
  const { scores, maps, reconstructions } = await scoreImages(detector, set, {
    onProgress,
    signal,
  });
  const rows = paths.map((path, i) => ({ path, label: labels[i]?.label, score: scores[i]! }));
  await writeFileAtomically(`${out}/scores.csv`, formatScores(rows));
  if (maps && reconstructions) {
    await writeHeatmaps({ folder: out, set, scores, maps, reconstructions });
  }
  return paths.length;
}

function labelFromPath(path: string): { label: 0 | 1; type: string } | undefined {
  const type = /(?:^|[/\\])test[/\\]([^/\\]+)[/\\][^/\\]+$/.exec(path)?.[1];
  return type === undefined ? undefined : { label: type === "good" ? 0 : 1, type };
}
