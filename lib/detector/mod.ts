/**
 * The parts of a method: the contract, `defineMethod`, `defineConfig`, calibration, thresholds,
 * scoring.
 *
 * @module
 */
export {
  type CalibratedBatch,
  Calibration,
  type CalibrationFacts,
} from "./calibration/calibration.ts";
export type { CalibratedErrors, ErrorSample } from "./calibration/errors.ts";
export type { Line } from "./calibration/line.ts";
export { type PositionMaps, PositionMoments } from "./calibration/moments.ts";
export {
  CALIBRATION_VARIANTS,
  type CalibrationOptions,
  type CalibrationVariant,
  defaultCalibration,
  resolveCalibration,
} from "./calibration/options.ts";
export { loadCalibration, saveCalibration } from "./calibration/storage.ts";
export * from "./thresholds/controls.ts";
export * from "./config/define_config.ts";
export * from "./define/define_method.ts";
export * from "./contract/detector.ts";
export { DetectorScope, type ProgramInputs } from "./define/detector_scope.ts";
export * from "./contract/error_facts.ts";
export { type ImageFields, imageFields, type OptionalField } from "./config/fields.ts";
export type { MemoryView, PlacedItem } from "./contract/memory_view.ts";
export {
  loadThresholds,
  pickLimit,
  saveThresholds,
  type StoredThresholds,
} from "./thresholds/stored_thresholds.ts";
export * from "./thresholds/thresholds.ts";
export * from "./calibration/calibrate.ts";
export type { TrainingScores } from "./scoring/score_training.ts";
export * from "./scoring/scoring.ts";
export type { CacheSize, FeatureCache } from "./machine/feature_cache.ts";
export type { RunContext } from "./machine/run_context.ts";
