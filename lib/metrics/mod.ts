/**
 * Metrics of raw scores, and their intervals.
 *
 * @module
 */
export * from "./auroc.ts";
export * from "./average_precision.ts";
export * from "./bootstrap.ts";
export * from "./curves.ts";
export * from "./pixel_auroc.ts";
