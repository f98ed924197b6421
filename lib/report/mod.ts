/**
 * Charts, grids of images, tables and live progress, shown in notebooks or saved to files.
 *
 * @module
 */
export type { Layout, Plot } from "nodeplotlib";
export { type Figure, type HtmlTable, type Picture } from "./figure/figure.ts";
export * from "./pictures/calibration_switch.ts";
export type { ColourRange } from "./figure/colormap.ts";
export * from "./pictures/defect_sheet.ts";
export * from "./pictures/heatmap.ts";
export * from "./table/html_table.ts";
export * from "./pictures/image_grid.ts";
export type { Kernel, MediaBundle } from "./show/kernel.ts";
export * from "./show/live_progress.ts";
export * from "./pictures/memory.ts";
export * from "./pictures/picture_slider.ts";
export * from "./pictures/picture_switch.ts";
export * from "./plots/aurocs.ts";
export * from "./plots/downsampling.ts";
export * from "./plots/granularity.ts";
export * from "./plots/losses.ts";
export * from "./plots/memory_usage.ts";
export * from "./plots/precision_recall.ts";
export * from "./plots/roc.ts";
export * from "./plots/roughness.ts";
export * from "./plots/score_histogram.ts";
export { inputTile, maskTile } from "./pictures/rebuilt.ts";
export type { ImageResults, PanelResults } from "./pictures/results.ts";
export * from "./table/rows_table.ts";
export * from "./pictures/sample_sheet.ts";
export * from "./show/save.ts";
export * from "./show/show.ts";
export * from "./svg/render.ts";
export * from "./figure/threshold.ts";
export * from "./pictures/tile_grid.ts";
export * from "./table/judge.ts";
export * from "./table/render.ts";
