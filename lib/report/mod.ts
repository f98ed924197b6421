/**
 * Charts, grids of images, tables and live progress, shown in notebooks or saved to files.
 *
 * @module
 */
export type { Layout, Plot } from "nodeplotlib";
export { type Figure, type HtmlTable, type Picture } from "./figure.ts";
export * from "./calibration_switch.ts";
export type { ColourRange } from "./colormap.ts";
export * from "./defect_sheet.ts";
export * from "./heatmap.ts";
export * from "./html_table.ts";
export * from "./image_grid.ts";
export type { Kernel, MediaBundle } from "./kernel.ts";
export * from "./live_progress.ts";
export * from "./memory.ts";
export * from "./picture_slider.ts";
export * from "./picture_switch.ts";
export * from "./plots/aurocs.ts";
export * from "./plots/downsampling.ts";
export * from "./plots/granularity.ts";
export * from "./plots/losses.ts";
export * from "./plots/memory_usage.ts";
export * from "./plots/precision_recall.ts";
export * from "./plots/roc.ts";
export * from "./plots/roughness.ts";
export * from "./plots/score_histogram.ts";
export { inputTile, maskTile } from "./rebuilt.ts";
export type { ImageResults, PanelResults } from "./results.ts";
export * from "./rows_table.ts";
export * from "./sample_sheet.ts";
export * from "./save.ts";
export * from "./show.ts";
export * from "./svg/render.ts";
export * from "./threshold.ts";
export * from "./tile_grid.ts";
export * from "./table/judge.ts";
export * from "./table/render.ts";
