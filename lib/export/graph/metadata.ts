/**
 * The metadata of an exported model: which detector it is and how it was made.
 *
 * @module
 */
import type { CalibrationFacts } from "../../detector/calibration/calibration.ts";
import type { Detector } from "../../detector/contract/detector.ts";
import {
  readThresholds,
  type StoredThresholds,
} from "../../detector/thresholds/stored_thresholds.ts";
import { codeVersion } from "../../experiment/provenance/environment.ts";
import { configHash } from "../../record/run/config_hash.ts";
import { findMethod } from "../../registry/registry.ts";
import { INPUT_NAME } from "./graph.ts";
import type { ScoringGraph } from "./scoring_graph.ts";

/** The input of an exported model. */
export interface ExportedInput {
  /** The name under which the model takes it. */
  readonly name: string;
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** Gray or RGB. */
  readonly channels: number;
  /** Range of the values. */
  readonly pixels: "0 to 255";
  /** How images of another size were resized for the training. */
  readonly resize: string;
}

/** Plain JSON, the same in every format. */
export interface ExportMetadata {
  /** Id of the method. */
  readonly method: string;
  /** Name of the method as printed in tables. */
  readonly title: string;
  /** The complete configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The hash by which records name the configuration. */
  readonly configHash: string;
  /** Version of this project and, in a git checkout, its commit. */
  readonly code: { readonly version: string; readonly commit?: string };
  /** The model's input. */
  readonly input: ExportedInput;
  /** Names of what it returns. */
  readonly outputs: readonly string[];
  /** The content of `thresholds.json` in the model's folder, if there is one. */
  readonly thresholds?: StoredThresholds;
  /** How `calibrated` and `calibratedMaps` are made, in standard deviations over the training images. */
  readonly calibration?: CalibrationFacts;
}

/**
 * The metadata of a model.
 *
 * @throws {InputError} If its thresholds are damaged, naming the file.
 */
export async function exportMetadata(
  detector: Detector,
  folder: string,
  { outputs, imageSize, channels }: ScoringGraph,
): Promise<ExportMetadata> {
  const { method } = detector;
  const config = { ...detector.config };
  const thresholds = await readThresholds(folder);
  return {
    method,
    title: findMethod(method).title,
    config,
    configHash: await configHash(config),
    code: codeVersion(),
    input: {
      name: INPUT_NAME,
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
