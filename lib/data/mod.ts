/**
 * Datasets: listing, checking, decoding.
 *
 * @module
 */
export * from "./augment/mod.ts";
export * from "./category_images.ts";
export * from "./check.ts";
export * from "./check_collection.ts";
export * from "./check_root.ts";
export * from "./cifar10.ts";
export * from "./collection.ts";
export * from "./class_counts.ts";
export * from "./dataset.ts";
export * from "./decode.ts";
export { readSize } from "./decode_file.ts";
export * from "./expand.ts";
export * from "./file_source.ts";
export * from "./fingerprint.ts";
export * from "./flat_folders.ts";
export * from "./for_each_file.ts";
export * from "./hold_out.ts";
export * from "./idx.ts";
export * from "./image_facts.ts";
export * from "./image_set.ts";
export * from "./limit.ts";
export * from "./listing.ts";
export * from "./memory_images.ts";
export * from "./masks.ts";
export * from "./mnist.ts";
export * from "./mvtec.ts";
export * from "./official_counts.ts";
export * from "./open.ts";
export * from "./open_training.ts";
export { DEFAULT_MAX_PIXELS, setMaxPixels } from "./open_image.ts";
export * from "./split_report.ts";
export * from "./stored_source.ts";
export { OVERVIEW_SIZE } from "./tile_images.ts";
export * from "./tiles.ts";
export * from "./unlike_training.ts";
export * from "./unreadable.ts";
export { describeRange, findValueRange, rangeOf, type ValueRange } from "./value_range.ts";
export * from "./download/download.ts";
export * from "./download/fetch_file.ts";
export * from "./download/sources.ts";
export * from "./download/unpack.ts";
