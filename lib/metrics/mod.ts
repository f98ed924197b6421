/**
 * Metrics of raw scores, and their intervals.
 *
 * @module
 */
export { auroc, aurocOfCounts } from "./auroc.ts";
export { averagePrecision, averagePrecisionOfCounts } from "./average_precision.ts";
export * from "./bootstrap.ts";
export * from "./components.ts";
export type { ThresholdCounts } from "./counts.ts";
export * from "./curves.ts";
export * from "./delong.ts";
export { type F1Max, f1Max } from "./f1_max.ts";
export * from "./false_alarms.ts";
export * from "./false_positive_rate.ts";
export * from "./normal.ts";
export * from "./pixel_interval.ts";
export * from "./pixel_metrics.ts";
export * from "./pixel_separation.ts";
export * from "./pro.ts";
export { quantileThreshold } from "./quantile.ts";
export * from "./ranked_pixels.ts";
export * from "./rank_correlation.ts";
export * from "./rank_sum.ts";
export * from "./reconstruction_error.ts";
export * from "./regions.ts";
export * from "./trivial_errors.ts";
export * from "./untrained_scores.ts";
