/**
 * The paper: sizes of blocks and feature maps.
 *
 * @module
 */
export type { MemoryReport } from "./memory_report.ts";
export { featureShape } from "./config.ts";
export { blockCount, blockSize, type Division, type FeatureShape } from "./division.ts";
