/**
 * Runs from a folder to a record: training, evaluation, sweeps and tuning.
 *
 * @module
 */
export * from "./block_inspector.ts";
export { type CheckpointOptions, openCheckpoints } from "./checkpoints.ts";
export * from "./decide.ts";
export * from "./evaluate.ts";
export * from "./ablation.ts";
export * from "./downsampling.ts";
export * from "./inspect_memories.ts";
export { type CellChoice } from "./plan/cells.ts";
export { chosenProfile } from "./plan/chosen_profile.ts";
export { type Budget, type ProfileName, PROFILES } from "./plan/plan.ts";
export { readStored, type StoredChoice } from "./plan/stored.ts";
export * from "./rebuilt_tile.ts";
export * from "./run.ts";
export * from "./sweep/run_cells.ts";
export * from "./table_view.ts";
export * from "./toy.ts";
export * from "./tune/agreement.ts";
export * from "./tune/agreement_summary.ts";
export * from "./tune/agreement_text.ts";
export { TUNE_PROFILES, type TuneProfileName } from "./tune/profile.ts";
export * from "./tune/tune_here.ts";
export { TUNE_STATISTICS, type TuneStatistic } from "./tune/statistics.ts";
export type { KindMeasure, TrialRecord } from "./tune/trial_record.ts";
export * from "./training_threshold.ts";
export * from "./judge_untrained.ts";
export * from "./untrained.ts";
export { measureControls } from "./controls.ts";
export type { OwnScores } from "./shift.ts";
export * from "./train_detector.ts";
