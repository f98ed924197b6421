/**
 * Results of runs: records, tables and published numbers.
 *
 * @module
 */
export * from "./compare/published.ts";
export type { Learning, Shift } from "./run/diagnostics.ts";
export * from "./run/record.ts";
export { readRecord, writeRecord } from "./run/record_file.ts";
export * from "./compare/statistic.ts";
export type { RecordedCalibration } from "./run/calibration_record.ts";
export {
  type BestControl,
  bestControl,
  type ControlAuroc,
  type ControlResults,
} from "./run/controls.ts";
export { type StatisticLists, writeScores } from "./run/scores_csv.ts";
export * from "./table/mod.ts";
