/**
 * Runs from a folder to a record: training, evaluation, sweeps and tuning.
 *
 * @module
 */
export * from "./notebook/block_inspector.ts";
export { type CheckpointOptions, openCheckpoints } from "./output/checkpoints.ts";
export * from "./notebook/decide.ts";
export * from "./evaluate/evaluate.ts";
export * from "./notebook/ablation.ts";
export * from "./notebook/downsampling.ts";
export * from "./notebook/inspect_memories.ts";
export { type CellChoice } from "./plan/cells.ts";
export { chosenProfile } from "./plan/chosen_profile.ts";
export { type Budget, type ProfileName, PROFILES } from "./plan/plan.ts";
export { readStored, type StoredChoice } from "./plan/stored.ts";
export * from "./notebook/rebuilt_tile.ts";
export * from "./run/run.ts";
export * from "./sweep/run_cells.ts";
export * from "./notebook/table_view.ts";
export * from "./notebook/toy.ts";
export * from "./tune/agreement.ts";
export * from "./tune/agreement_summary.ts";
export * from "./tune/agreement_text.ts";
export { TUNE_PROFILES, type TuneProfileName } from "./tune/profile.ts";
export * from "./tune/tune_here.ts";
export { TUNE_STATISTICS, type TuneStatistic } from "./tune/statistics.ts";
export type { KindMeasure, TrialRecord } from "./tune/trial_record.ts";
export * from "./evaluate/training_threshold.ts";
export * from "./evaluate/judge_untrained.ts";
export * from "./evaluate/untrained.ts";
export { measureControls } from "./evaluate/controls.ts";
export type { OwnScores } from "./evaluate/shift.ts";
export * from "./run/train_detector.ts";
