/**
 * Writes a trained model in a format that runs without this project.
 *
 * @module
 */
import { useBackend } from "../backend/backend.ts";
import { loadCalibration } from "../detector/calibration/storage.ts";
import type { Detector } from "../detector/contract/detector.ts";
import type { RunContext } from "../detector/machine/run_context.ts";
import { InputError } from "../errors.ts";
import { loadDetector } from "../registry/storage.ts";
import { requireEmpty } from "./empty_folder.ts";
import { type ExportMetadata, exportMetadata } from "./graph/metadata.ts";
import { Refusal } from "./graph/refusal.ts";
import { type ScoringGraph, scoringGraph } from "./graph/scoring_graph.ts";
import { writeOnnx } from "./onnx/write.ts";
import { writeTfjs } from "./tfjs/write.ts";
import { writeWeb } from "./web/write.ts";

/** Makes the folder, if it can write the graph, and writes it there. */
type Writer = (
  graph: ScoringGraph,
  metadata: ExportMetadata,
  folder: string,
  detector: Detector,
) => Promise<void>;

/** Formats in which a model can be written. */
export const EXPORT_FORMATS = ["tfjs", "onnx", "web"] as const;

/** One of {@linkcode EXPORT_FORMATS}. */
export type ExportFormat = typeof EXPORT_FORMATS[number];

const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  tfjs: writeTfjs,
  onnx: writeOnnx,
  web: writeWeb,
};

/**
 * Writes a model that takes 8-bit images `[n, height, width, channels]` for any n and returns
 * `scores`, and `maps` and `reconstructions` if the method has them. Pixels are scaled inside; the
 * size is the model's. `web` is a page that also resizes.
 *
 * If the model has a calibration, `calibrated` and `calibratedMaps` are returned too.
 *
 * @param options.model Folder that a training wrote.
 * @param options.to The format.
 * @param options.out Folder to write to; empty or new.
 * @returns The metadata that travel with the model.
 * @throws {InputError} If the method's scoring is not a graph, or none of this format, the model is
 * damaged, or `out` holds files.
 *
 * @example
 * ```ts
 * import { exportModel } from "./export_model.ts";
 * import { useBackend } from "../backend/backend.ts";
 * import { findMethod } from "../registry/registry.ts";
 * import { saveDetector } from "../registry/storage.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await useBackend();
 * const { create, resolve } = findMethod("ae");
 * const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
 * using detector = create(resolve({ levels: 2, baseWidth: 4 }, facts, "example"), 0);
 * const folder = await Deno.makeTempDir();
 * await saveDetector(detector, `${folder}/model`);
 * const { outputs } = await exportModel({
 *   model: `${folder}/model`,
 *   to: "tfjs",
 *   out: `${folder}/exported`,
 * });
 * assertEquals(outputs, ["scores", "maps", "reconstructions"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportModel(
  { model, to, out, context }: {
    model: string;
    to: ExportFormat;
    out: string;
    context?: RunContext;
  },
): Promise<ExportMetadata> {
  await useBackend();
  await requireEmpty(out);
  using detector = await loadDetector(model, context);
  using calibration = await loadCalibration(model, detector);
  try {
    const graph = scoringGraph(detector, calibration);
    const metadata = {
      ...await exportMetadata(detector, model, graph),
      ...(calibration && { calibration: calibration.facts }),
    };
    await WRITERS[to](graph, metadata, out, detector);
    return metadata;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { method } = detector;
    throw new InputError(`${method} cannot be exported: ${error.message}`, { cause: error });
  }
}
