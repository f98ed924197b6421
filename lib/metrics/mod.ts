/**
 * Metrics of raw scores, and their intervals.
 *
 * @module
 */
export { auroc, aurocOfCounts } from "./images/auroc.ts";
export { averagePrecision, averagePrecisionOfCounts } from "./images/average_precision.ts";
export * from "./images/bootstrap.ts";
export * from "./pixels/components.ts";
export type { ThresholdCounts } from "./images/counts.ts";
export * from "./images/curves.ts";
export * from "./images/delong.ts";
export { type F1Max, f1Max } from "./images/f1_max.ts";
export * from "./images/false_alarms.ts";
export * from "./images/false_positive_rate.ts";
export * from "./statistics/normal.ts";
export * from "./pixels/pixel_interval.ts";
export * from "./pixels/pixel_metrics.ts";
export * from "./pixels/pixel_separation.ts";
export * from "./pixels/pro.ts";
export { quantileThreshold } from "./statistics/quantile.ts";
export * from "./pixels/ranked_pixels.ts";
export * from "./statistics/rank_correlation.ts";
export * from "./statistics/rank_sum.ts";
export * from "./pixels/reconstruction_error.ts";
export * from "./pixels/regions.ts";
export * from "./pixels/trivial_errors.ts";
export * from "./images/untrained_scores.ts";
