/**
 * Reads records and builds tables of them.
 *
 * @module
 */
export * from "./build.ts";
export * from "./category_mean.ts";
export { type Entry, type ImageCount, METRICS, type RunValue, type TableMetric } from "./entry.ts";
export * from "./names.ts";
export * from "./outcomes.ts";
export * from "./pairs.ts";
export * from "./read.ts";
export type { Sheet } from "./sheets.ts";
export type { TableControl } from "./controls.ts";
export type { Summary, TableInterval } from "./statistics.ts";
