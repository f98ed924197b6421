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
export * from "./experiment/block_inspector.ts";
export { type CheckpointOptions, openCheckpoints } from "./experiment/checkpoints.ts";
export * from "./experiment/evaluate.ts";
export * from "./experiment/ablation.ts";
export * from "./experiment/downsampling.ts";
export * from "./experiment/inspect_memories.ts";
export { type CellChoice } from "./experiment/plan/cells.ts";
export { chosenProfile } from "./experiment/plan/chosen_profile.ts";
export { type Budget, type ProfileName, PROFILES } from "./experiment/plan/plan.ts";
export { readStored, type StoredChoice } from "./experiment/plan/stored.ts";
export * from "./record/published.ts";
export * from "./experiment/rebuilt_tile.ts";
export type { Learning, Shift } from "./record/diagnostics.ts";
export * from "./record/record.ts";
export * from "./experiment/run.ts";
export * from "./record/statistic.ts";
export * from "./experiment/sweep/run_cells.ts";
export * from "./experiment/table_view.ts";
export * from "./experiment/toy.ts";
export * from "./experiment/tune/agreement.ts";
export * from "./experiment/tune/agreement_summary.ts";
export * from "./experiment/tune/agreement_text.ts";
export { TUNE_STATISTICS, type TuneStatistic } from "./experiment/tune/statistics.ts";
export type { KindMeasure, TrialRecord } from "./experiment/tune/trial_record.ts";
export * from "./experiment/training_threshold.ts";
export * from "./experiment/untrained.ts";
export type { RecordedCalibration } from "./record/calibration_record.ts";
export { measureControls } from "./experiment/controls.ts";
export {
  type BestControl,
  bestControl,
  type ControlAuroc,
  type ControlResults,
} from "./record/controls.ts";
export type { OwnScores } from "./experiment/shift.ts";
export { type StatisticLists, writeScores } from "./record/scores_csv.ts";
export * from "./experiment/train_detector.ts";
export * from "./record/table/mod.ts";
export * from "./export/export_model.ts";
export type { ExportedInput, ExportMetadata } from "./export/metadata.ts";
export {
  type CalibratedBatch,
  Calibration,
  type CalibrationFacts,
} from "./detector/calibration/calibration.ts";
export type { CalibratedErrors, ErrorSample } from "./detector/calibration/errors.ts";
export type { Line } from "./detector/calibration/line.ts";
export { type PositionMaps, PositionMoments } from "./detector/calibration/moments.ts";
export {
  CALIBRATION_VARIANTS,
  type CalibrationOptions,
  type CalibrationVariant,
  defaultCalibration,
  resolveCalibration,
} from "./detector/calibration/options.ts";
export { loadCalibration, saveCalibration } from "./detector/calibration/storage.ts";
export * from "./detector/controls.ts";
export * from "./registry/create.ts";
export * from "./detector/define_config.ts";
export * from "./detector/define_method.ts";
export * from "./detector/detector.ts";
export { DetectorScope, type ProgramInputs } from "./detector/detector_scope.ts";
export * from "./detector/error_facts.ts";
export { type ImageFields, imageFields, type OptionalField } from "./detector/fields.ts";
export * from "./registry/naming.ts";
export type { MemoryView, PlacedItem } from "./detector/memory_view.ts";
export { loadPlugin, type NamedPlugin } from "./registry/plugin.ts";
export * from "./registry/registry.ts";
export * from "./registry/storage.ts";
export { loadThresholds, pickLimit, saveThresholds } from "./detector/stored_thresholds.ts";
export * from "./detector/thresholds.ts";
export * from "./metrics/mod.ts";
export type { CacheSize, FeatureCache } from "./detector/features/cache.ts";
export type { RunContext } from "./detector/run_context.ts";
export * from "./nn/backbones/mod.ts";
export type { LayerScope } from "./nn/layers.ts";
export { Parameters } from "./nn/parameters.ts";
export type { NamedTensors } from "./nn/safetensors.ts";
export type { Stateful } from "./nn/stateful.ts";
export * from "./random.ts";
export * from "./report/mod.ts";
export * from "./report/table/render.ts";
export * from "./detector/calibration/calibrate.ts";
export * from "./train/checkpoint.ts";
export * from "./train/divergence.ts";
export type { EpochLosses, TrainingHistory } from "./train/loop.ts";
export * from "./train/progress.ts";
export type { TrainingScores } from "./detector/scoring/score_training.ts";
export * from "./detector/scoring/scoring.ts";
export * from "./train/stop_signal.ts";
