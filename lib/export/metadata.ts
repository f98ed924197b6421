/**
 * What travels with an exported model: which detector it is and how it was made.
 *
 * @module
 */
import { codeVersion } from "../experiment/environment.ts";
import { configHash } from "../experiment/record.ts";
import { parseJson } from "../json.ts";
import type { Detector } from "../methods/detector.ts";
import { findMethod } from "../methods/registry.ts";
import type { ScoringGraph } from "./scoring_graph.ts";

/** Plain JSON, the same in every format. */
export interface ExportMetadata {
  /** Id of the method, and its name as printed. */
  readonly method: string;
  readonly title: string;
  /** The complete configuration, and the hash by which records name it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly configHash: string;
  /** Version of this project, and its commit in a git checkout. */
  readonly code: { readonly version: string; readonly commit?: string };
  /** What the input is, in words and numbers. */
  readonly input: {
    readonly name: string;
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly pixels: "0 to 255";
    /** How images of another size were resized for training. */
    readonly resize: string;
  };
  readonly outputs: readonly string[];
  /** What `thresholds.json` of the model's folder holds, if there is one. */
  readonly thresholds?: unknown;
}

/** Thresholds that were chosen for the model, in its folder. */
const THRESHOLDS = "thresholds.json";

/** The metadata of a model. */
export async function exportMetadata(
  detector: Detector,
  folder: string,
  { outputs, imageSize, channels }: ScoringGraph,
): Promise<ExportMetadata> {
  const { method } = detector;
  const config = { ...detector.config };
  const thresholds = await readThresholds(`${folder}/${THRESHOLDS}`);
  return {
    method,
    title: findMethod(method).title,
    config,
    configHash: await configHash(config),
    code: codeVersion(),
    input: {
      name: "images",
      height: imageSize,
      width: imageSize,
      channels,
      pixels: "0 to 255",
      resize: detector.config.resize ?? "lanczos3",
    },
    outputs,
    ...(thresholds !== undefined && { thresholds }),
  };
}

async function readThresholds(path: string): Promise<unknown> {
  try {
    return parseJson(await Deno.readTextFile(path), path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
