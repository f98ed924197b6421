/**
 * The record of a run.
 *
 * @module
 */
import type { BackendInfo } from "../../backend/backend.ts";
import { countImages, type Dataset } from "../../data/mod.ts";
import { configHash } from "../../record/run/config_hash.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { namedPlugin } from "../../registry/plugin.ts";
import { divergenceWarnings } from "../../train/divergence.ts";
import { describeCalibrated, notCalibrated } from "../evaluate/run_calibration.ts";
import { backendFacts, codeVersion, machineFacts, peakMemory } from "../provenance/environment.ts";
import type { RunResult } from "./result.ts";

/** Makes the record of a run. */
export async function describeRun(
  result: RunResult,
  { backend, started, tuned, calibrationAsked }: {
    readonly backend: BackendInfo;
    /** When the run began, by `performance.now()`. */
    readonly started: number;
    /** The tuning that chose the configuration. */
    readonly tuned?: string;
    /** Whether the user said how to calibrate. */
    readonly calibrationAsked: boolean;
  },
): Promise<RunRecord> {
  const { dataset, detector, seed, report, calibrated, tested, thresholds, controls } = result;
  const { method, config } = detector;
  return {
    schema: 3,
    method,
    ...namedPlugin(method),
    dataset: dataset.dataset,
    category: dataset.name,
    protocol: dataset.protocol,
    seed,
    configHash: await configHash(config),
    config: { ...config },
    ...(tuned !== undefined && { tuned }),
    code: codeVersion(),
    backend: backendFacts(backend),
    machine: machineFacts(),
    data: describeData(result),
    ...describeTraining(result, calibrationAsked),
    seconds: {
      training: report.history.seconds,
      scoring: tested.seconds,
      total: report.history.secondsBefore + (performance.now() - started) / 1000,
    },
    peakMemory: peakMemory(),
    metrics: tested.metrics,
    ...(thresholds && { thresholds: thresholds.own }),
    calibration: describeCalibrated(calibrated, thresholds?.calibrated),
    ...(controls && { controls }),
    statistics: tested.statisticMetrics,
  };
}

function describeData({ dataset, split, data }: RunResult): RunRecord["data"] {
  const { types, duplicates, fingerprint, testFingerprint, warnings } = split;
  const { train, testNormal, testAnomalous } = countImages(dataset);
  return {
    fingerprint,
    testFingerprint,
    trainingImages: train,
    testNormal,
    testAnomalous,
    masks: dataset.test.filter((file) => file.mask).length,
    ...(dataset.heldOut && { heldOut: dataset.heldOut.length }),
    duplicates,
    partial: dataset.partial,
    types: [...types],
    warnings: [...warnings, ...data.warnings ?? []].map((warning) =>
      withoutFolder(warning, dataset)
    ),
  };
}

/** Replaces the category's folder in a warning, which belongs to one machine, by its name. */
function withoutFolder(warning: string, { root, name }: Dataset): string {
  const named = root !== "" && [":", "/"].some((next) => warning.startsWith(root + next));
  return named ? name + warning.slice(root.length) : warning;
}

function describeTraining(
  { detector, report, calibrated, tested, judged, shifted }: RunResult,
  calibrationAsked: boolean,
): Pick<
  RunRecord,
  "selection" | "epochs" | "steps" | "parameters" | "diagnostics" | "warnings" | "losses"
> {
  const { history, diagnostics, warnings } = report;
  return {
    selection: history.steps > 0 ? "last epoch" : "no training",
    epochs: history.losses.length,
    steps: history.steps,
    parameters: detector.parameterCount,
    diagnostics: {
      ...diagnostics,
      ...(judged && { learning: judged.learning }),
      ...(shifted && { shift: shifted.shift }),
    },
    warnings: [
      ...warnings,
      ...divergenceWarnings(history.losses, detector.unboundedLosses),
      ...judged?.warnings ?? [],
      ...tested.warnings,
      ...notCalibrated(calibrated, tested, calibrationAsked),
      ...shifted?.warnings ?? [],
    ],
    losses: history.losses.map((terms) => ({ ...terms })),
  };
}
