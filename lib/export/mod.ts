/**
 * Exports trained models for other programs.
 *
 * @module
 */
export * from "./export_model.ts";
export * from "./export_once.ts";
export type { ExportedInput, ExportMetadata } from "./graph/metadata.ts";
