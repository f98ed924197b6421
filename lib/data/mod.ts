/**
 * Image folders: listing, checking, decoding.
 *
 * @module
 */
export * from "./augment/mod.ts";
export * from "./category_images.ts";
export * from "./check.ts";
export * from "./decode.ts";
export { readSize } from "./decode_file.ts";
export * from "./fingerprint.ts";
export * from "./for_each_file.ts";
export * from "./image_set.ts";
export * from "./listing.ts";
export * from "./memory_images.ts";
export * from "./mvtec.ts";
