/**
 * Image folders: listing, checking, decoding.
 *
 * @module
 */
export * from "./category_images.ts";
export * from "./check.ts";
export * from "./decode.ts";
export * from "./fingerprint.ts";
export * from "./image_set.ts";
export * from "./listing.ts";
export * from "./mvtec.ts";
