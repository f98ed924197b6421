/**
 * Results of runs: records, tables and published numbers.
 *
 * @module
 */
export * from "./published.ts";
export type { Learning, Shift } from "./diagnostics.ts";
export * from "./record.ts";
export { readRecord, writeRecord } from "./record_file.ts";
export * from "./statistic.ts";
export type { RecordedCalibration } from "./calibration_record.ts";
export {
  type BestControl,
  bestControl,
  type ControlAuroc,
  type ControlResults,
} from "./controls.ts";
export { type StatisticLists, writeScores } from "./scores_csv.ts";
export * from "./table/mod.ts";
