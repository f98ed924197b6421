/**
 * What a notebook imports: data, detectors, training, scores, metrics, pictures, runs.
 *
 * From images to a picture (two epochs on small images: enough to see how it goes, not to detect
 * well; without `imageSize` and `config` the defaults train properly):
 *
 * @example
 * ```ts
 * import * as daad from "./mod.ts";
 *
 * const category = await daad.loadCategory("data/sample/bottle");
 * const config = { preset: "aligned", epochs: 2 };
 * using detector = await daad.createDetector("daad", category, { imageSize: 32, config });
 * const data = await daad.decodeCategory(category, detector.config);
 * await detector.fit(data.train, { seed: 0, onProgress: daad.liveProgress() });
 * const evaluation = await daad.evaluate(detector, data);
 * const threshold = await daad.trainingThreshold(detector, data.train);
 * await daad.show(daad.plotScoreHistogram(evaluation, { threshold }));
 * await daad.show(await daad.imageGrid({ set: data.test, masks: data.masks, ...evaluation }));
 * ```
 *
 * @module
 */
export type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs";
export * from "./backend/backend.ts";
export * from "./backend/compile.ts";
export * from "./backend/graph_options.ts";
export type { TensorFlowInfo } from "./backend/tensorflow/info.ts";
export type { CudaDevice } from "./backend/cuda/driver.ts";
export type { AdapterInfo } from "./backend/webgpu/adapter.ts";
export type { MemoryReport } from "./daad/memory_report.ts";
export { featureShape } from "./daad/config.ts";
export { blockCount, blockSize, type Division, type FeatureShape } from "./daad/division.ts";
export * from "./data/mod.ts";
export * from "./errors.ts";
export { type CheckpointOptions, openCheckpoints } from "./experiment/checkpoints.ts";
export * from "./experiment/decide.ts";
export * from "./experiment/evaluate.ts";
export * from "./experiment/ablation.ts";
export * from "./experiment/downsampling.ts";
export { type CellChoice } from "./experiment/plan/cells.ts";
export { chosenProfile } from "./experiment/plan/chosen_profile.ts";
export { type Budget, type ProfileName, PROFILES } from "./experiment/plan/plan.ts";
export { readStored, type StoredChoice } from "./experiment/plan/stored.ts";
export * from "./experiment/published.ts";
export type { Learning } from "./experiment/learning.ts";
export * from "./experiment/record.ts";
export * from "./experiment/run.ts";
export * from "./experiment/statistic.ts";
export * from "./experiment/sweep/run_cells.ts";
export * from "./experiment/toy.ts";
export * from "./experiment/tune/agreement.ts";
export * from "./experiment/tune/agreement_summary.ts";
export * from "./experiment/tune/agreement_text.ts";
export { TUNE_PROFILES, type TuneProfileName } from "./experiment/tune/profile.ts";
export * from "./experiment/tune/tune_here.ts";
export { TUNE_STATISTICS, type TuneStatistic } from "./experiment/tune/statistics.ts";
export type { KindMeasure, TrialRecord } from "./experiment/tune/trial_record.ts";
export * from "./experiment/judge_untrained.ts";
export * from "./experiment/untrained.ts";
export type { RecordedCalibration } from "./experiment/calibration_record.ts";
export {
  type BestControl,
  bestControl,
  type ControlAuroc,
  type ControlResults,
  measureControls,
} from "./experiment/controls.ts";
export type { OwnScores, Shift } from "./experiment/shift.ts";
export { type StatisticLists, writeScores } from "./experiment/scores_csv.ts";
export * from "./experiment/train_detector.ts";
export * from "./experiment/table/mod.ts";
export * from "./export/export_model.ts";
export * from "./export/export_once.ts";
export type { ExportedInput, ExportMetadata } from "./export/metadata.ts";
export {
  type CalibratedBatch,
  Calibration,
  type CalibrationFacts,
} from "./methods/calibration/calibration.ts";
export type { CalibratedErrors, ErrorSample } from "./methods/calibration/errors.ts";
export type { Line } from "./methods/calibration/line.ts";
export { type PositionMaps, PositionMoments } from "./methods/calibration/moments.ts";
export {
  CALIBRATION_VARIANTS,
  type CalibrationOptions,
  type CalibrationVariant,
  defaultCalibration,
  resolveCalibration,
} from "./methods/calibration/options.ts";
export { loadCalibration, saveCalibration } from "./methods/calibration/storage.ts";
export * from "./methods/controls.ts";
export * from "./methods/create.ts";
export * from "./methods/define_config.ts";
export * from "./methods/define_method.ts";
export * from "./methods/detector.ts";
export { DetectorScope, type ProgramInputs } from "./methods/detector_scope.ts";
export * from "./methods/error_facts.ts";
export { type ImageFields, imageFields, type OptionalField } from "./methods/fields.ts";
export * from "./methods/naming.ts";
export type { MemoryView, PlacedItem } from "./methods/memory_view.ts";
export { loadPlugin, type NamedPlugin } from "./methods/plugin.ts";
export * from "./methods/registry.ts";
export * from "./methods/storage.ts";
export { loadThresholds, pickLimit, saveThresholds } from "./methods/stored_thresholds.ts";
export * from "./methods/thresholds.ts";
export * from "./metrics/mod.ts";
export * from "./nn/backbones/mod.ts";
export type { LayerScope } from "./nn/layers.ts";
export { Parameters } from "./nn/parameters.ts";
export type { NamedTensors } from "./nn/safetensors.ts";
export type { Stateful } from "./nn/stateful.ts";
export * from "./random.ts";
export * from "./report/mod.ts";
export * from "./train/calibrate.ts";
export * from "./train/checkpoint.ts";
export * from "./train/divergence.ts";
export type { EpochLosses, TrainingHistory } from "./train/loop.ts";
export * from "./train/progress.ts";
export type { TrainingScores } from "./train/score_training.ts";
export * from "./train/scoring.ts";
export * from "./train/stop_signal.ts";
