/**
 * A model as a folder with a page that runs it in a browser.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { describeRange } from "../../data/decode/value_range.ts";
import { scalePixels } from "../../data/images/image_set.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import { scoreBatch } from "../../detector/contract/score_batch.ts";
import {
  defaultThreshold,
  describeAlarms,
  type StoredThreshold,
} from "../../detector/thresholds/thresholds.ts";
import { prepareFolder, writeFileAtomically } from "../../files.ts";
import { runTitle } from "../../registry/naming.ts";
import { colourize } from "../../report/figure/colormap.ts";
import type { ExportMetadata } from "../graph/metadata.ts";
import type { ScoringGraph } from "../graph/scoring_graph.ts";
import { requireWebGpuOps, writeTfjs } from "../tfjs/write.ts";
import { pageAssets } from "./assets.ts";
import { checkImage } from "./page/check_image.ts";
import type { PageFacts, PageThreshold } from "./page/facts.ts";

/**
 * The colours without the darkest third, which cannot be seen on dark objects: low values are
 * transparent instead.
 */
const SHOWN_COLOURS = { low: -127, high: 255 };

/**
 * Writes the model for tfjs into `model/`, the page and its scripts, and the facts that it reads:
 * `page.json`.
 *
 * @throws {Refusal} As {@linkcode requireWebGpuOps}, before the folder is made.
 */
export async function writeWeb(
  graph: ScoringGraph,
  metadata: ExportMetadata,
  folder: string,
  detector: Detector,
): Promise<void> {
  requireWebGpuOps(graph);
  for (const part of ["", "/model", "/vendor", "/resample"]) await prepareFolder(folder + part);
  await writeTfjs(graph, metadata, `${folder}/model`);
  for (const { path, bytes } of await pageAssets()) {
    await writeFileAtomically(`${folder}/${path}`, bytes);
  }
  const facts = await pageFacts(metadata, detector);
  await writeFileAtomically(`${folder}/page.json`, JSON.stringify(facts, null, 2) + "\n");
}

async function pageFacts(metadata: ExportMetadata, detector: Detector): Promise<PageFacts> {
  const { config: { imageSize, channels, resize, valueRange } } = detector;
  const { configHash, code, outputs } = metadata;
  const thresholds = metadata.thresholds?.thresholds ?? [];
  const commit = code.commit ? `, commit ${code.commit.slice(0, 8)}` : "";
  return {
    title: runTitle(metadata),
    size: imageSize,
    channels,
    resize: resize ?? "lanczos3",
    outputs,
    thresholds: thresholds.map(pageThreshold),
    ...(thresholds.length > 0 && { threshold: defaultThreshold(thresholds).name }),
    colours: colourize(Array.from({ length: 256 }, (_, i) => i), SHOWN_COLOURS).toHex(),
    check: await scoreCheckImage(detector),
    warnings: valueRange
      ? [
        `This page reads 8-bit images only. The model's ${
          describeRange(valueRange)
        }: score those by the command.`,
      ]
      : [],
    origin: `Configuration ${configHash.slice(0, 8)}, version ${code.version}${commit}.`,
  };
}

function pageThreshold({ name, source, image, pixel }: StoredThreshold): PageThreshold {
  return {
    name,
    source: `${source}; ${describeAlarms(image.falseAlarms)}.`,
    image: image.value,
    ...(pixel && { pixel: pixel.value }),
  };
}

async function scoreCheckImage(detector: Detector): Promise<number> {
  const { imageSize: size, channels } = detector.config;
  const values = scalePixels(checkImage(size, channels));
  const image = tf.tensor4d(values, [1, size, size, channels]);
  const { scores } = await readAndDispose(
    await scoreBatch(detector, image, ({ scores }) => ({ scores })),
  ).finally(() => image.dispose());
  return scores![0]!;
}
