/**
 * Datasets: listing, checking, decoding.
 *
 * @module
 */
export * from "./augment/mod.ts";
export * from "./checks/category_images.ts";
export * from "./checks/check.ts";
export * from "./checks/check_collection.ts";
export * from "./checks/check_root.ts";
export * from "./datasets/cifar10.ts";
export * from "./datasets/collection.ts";
export * from "./datasets/class_counts.ts";
export * from "./datasets/dataset.ts";
export * from "./decode/decode.ts";
export { readSize } from "./decode/decode_file.ts";
export * from "./datasets/expand.ts";
export * from "./datasets/file_source.ts";
export * from "./datasets/fingerprint.ts";
export * from "./datasets/flat_folders.ts";
export * from "./decode/for_each_file.ts";
export * from "./datasets/hold_out.ts";
export * from "./datasets/idx.ts";
export * from "./checks/image_facts.ts";
export * from "./images/image_set.ts";
export * from "./datasets/limit.ts";
export * from "./datasets/listing.ts";
export * from "./images/memory_images.ts";
export * from "./masks/masks.ts";
export * from "./datasets/mnist.ts";
export * from "./datasets/mvtec.ts";
export * from "./datasets/official_counts.ts";
export * from "./datasets/open.ts";
export * from "./datasets/open_training.ts";
export { DEFAULT_MAX_PIXELS, setMaxPixels } from "./decode/open_image.ts";
export * from "./checks/split_report.ts";
export * from "./datasets/stored_source.ts";
export { OVERVIEW_SIZE } from "./datasets/tile_images.ts";
export * from "./images/tiles.ts";
export * from "./checks/unlike_training.ts";
export * from "./checks/unreadable.ts";
export { describeRange, findValueRange, rangeOf, type ValueRange } from "./decode/value_range.ts";
export * from "./download/download.ts";
export * from "./download/fetch_file.ts";
export * from "./download/sources.ts";
export * from "./download/unpack.ts";
